import type { Received } from '../smtp-sink.ts'

type Fate = { action?: string; status?: string; final?: string; head?: string }

/** The head of a message, as it was written. */
const headOf = ({ raw }: Received) => raw.split('\r\n\r\n')[0]!

/** What a mail server gives back of a message that it had taken: the report that Postfix writes (RFC 3464), with the head of the message or all of it. */
export function bounceOf(
  message: Received,
  { action = 'failed', status = '5.1.1', final = message.to[0]!, head = headOf(message) }: Fate = {},
) {
  return lines(`Return-Path: <>
Date: Sun, 29 Nov 2026 10:00:00 +0100 (CET)
From: MAILER-DAEMON@relais.exemple.net (Mail Delivery System)
To: ${message.from}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4B2.17/relais"
Message-Id: <20261129090000.4B2@relais.exemple.net>

This is a MIME-encapsulated message.

--4B2.17/relais
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<${final}>: host mx.exemple.org said: 550 ${status} no such user

--4B2.17/relais
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.exemple.net
Arrival-Date: Sun, 29 Nov 2026 09:59:00 +0100 (CET)

Final-Recipient: rfc822; ${final}
Original-Recipient: rfc822;${message.to[0]}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 ${status} no such user

--4B2.17/relais
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

${head}

--4B2.17/relais--
`)
}

/** What someone's mail program answers while they are away (RFC 3834), to the address that a message returns to. */
export const absenceOf = ({ to, from, headers }: Received) =>
  lines(`Return-Path: <>
From: ${to[0]}
To: ${from}
Subject: Absence
Auto-Submitted: auto-replied
In-Reply-To: ${headers['message-id']}
References: ${headers['message-id']}
Content-Type: text/plain

Absente jusqu'au 12.
Final-Recipient: rfc822; ${to[0]}
Action: failed
`)

const lines = (text: string) => text.replace(/\r?\n/g, '\r\n')
