#!/usr/bin/env python3
"""A verifier of sealed polls written from docs/sealed-ballots.md alone, with Python's standard library and nothing else.

  verify.py FILE             verifies a dossier
  verify.py --hex < TEXT     the same, in hexadecimal
  verify.py --vectors < JSON checks tests/vectors/sealing.json

Exit 1 and "fault: ..." at the first thing that is wrong. Slow and simple on purpose: about a second a ballot.
"""

import hashlib, hmac, json, sys

# --- The group: RFC 9496 over the curve of RFC 7748 and RFC 8032 -------------------------------------------------------

p = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
d = -121665 * pow(121666, -1, p) % p
SQRT_M1 = pow(2, (p - 1) // 4, p)


class Fault(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Fault(what)


def absolute(x):
    return p - x if x & 1 else x


def sqrt_ratio(u, v):
    """RFC 9496, 4.2: (was it a square, the root)."""
    r = u * pow(v, 3, p) * pow(u * pow(v, 7, p), (p - 5) // 8, p) % p
    check = v * r * r % p
    i = SQRT_M1
    correct, flipped, flipped_i = check == u % p, check == -u % p, check == -u * i % p
    if flipped or flipped_i:
        r = r * i % p
    return correct or flipped, absolute(r)


def add(P, Q):
    (X1, Y1, Z1, T1), (X2, Y2, Z2, T2) = P, Q
    A, B, C, D = (Y1 - X1) * (Y2 - X2) % p, (Y1 + X1) * (Y2 + X2) % p, 2 * d * T1 * T2 % p, 2 * Z1 * Z2 % p
    E, F, G, H = B - A, D - C, D + C, B + A
    return E * F % p, G * H % p, F * G % p, E * H % p


def mul(k, P):
    R = ZERO
    for bit in bin(k % L)[2:]:
        R = add(R, R)
        if bit == "1":
            R = add(R, P)
    return R


def neg(P):
    return -P[0] % p, P[1], P[2], -P[3] % p


def total(points):
    R = ZERO
    for P in points:
        R = add(R, P)
    return R


def decode(s_bytes):
    s = int.from_bytes(s_bytes, "little")
    need(len(s_bytes) == 32 and s < p and not s & 1, "not a point")
    ss = s * s % p
    u1, u2 = (1 - ss) % p, (1 + ss) % p
    v = (-d * u1 * u1 - u2 * u2) % p
    square, inv = sqrt_ratio(1, v * u2 * u2 % p)
    x = absolute(2 * s * inv * u2 % p)
    y = u1 * inv * inv % p * u2 * v % p
    t = x * y % p
    need(square and not t & 1 and y != 0, "not a point")
    return x, y, 1, t


def encode(P):
    X, Y, Z, T = P
    u1, u2 = (Z + Y) * (Z - Y) % p, X * Y % p
    _, inv = sqrt_ratio(1, u1 * u2 * u2 % p)
    d1, d2 = inv * u1 % p, inv * u2 % p
    z_inv = d1 * d2 * T % p
    if T * z_inv % p & 1:
        X, Y = Y * SQRT_M1 % p, X * SQRT_M1 % p
        inv_sqrt_a_minus_d = sqrt_ratio(1, (-1 - d) % p)[1]
        D = d1 * inv_sqrt_a_minus_d % p
    else:
        D = d2
    if X * z_inv % p & 1:
        Y = -Y % p
    return absolute((Z - Y) * D % p).to_bytes(32, "little")


def key(s_bytes):
    need(any(s_bytes), "the identity is no key")
    return decode(s_bytes)


def scalar(s_bytes):
    value = int.from_bytes(s_bytes, "little")
    need(len(s_bytes) == 32 and value < L, "not a scalar")
    return value


ZERO = (0, 1, 1, 0)
BASE = decode(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))


def edwards(b):
    """RFC 8032, 5.1.3."""
    y = int.from_bytes(b, "little") & (2**255 - 1)
    need(len(b) == 32 and y < p, "not an Ed25519 point")
    square, x = sqrt_ratio((y * y - 1) % p, (d * y * y + 1) % p)
    need(square and not (x == 0 and b[31] >> 7), "not an Ed25519 point")
    if x & 1 != b[31] >> 7:
        x = p - x
    return x, y, 1, x * y % p


ED_BASE = edwards((4 * pow(5, -1, p) % p).to_bytes(32, "little"))


def ed_mul(k, P):
    R = ZERO
    for bit in bin(k)[2:]:
        R = add(R, R)
        if bit == "1":
            R = add(R, P)
    return R


def ed25519_ok(public, message, signature):
    try:
        A, R, s = edwards(public), edwards(signature[:32]), scalar(signature[32:])
    except Fault:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = ed_mul(8 * s, ED_BASE), ed_mul(8, add(R, ed_mul(k, A)))
    return (left[0] * right[2] - right[0] * left[2]) % p == 0 and (left[1] * right[2] - right[1] * left[2]) % p == 0


# --- Hashes -------------------------------------------------------------------------------------------------------------


def u(size, value):
    return value.to_bytes(size, "big")


def b(item):
    return item.encode() if isinstance(item, str) else item


def frame(name, *items):
    return b"".join(u(4, len(x)) + x for x in map(b, ("preau/sceau/v1/" + name, *items)))


def sha256(x):
    return hashlib.sha256(x).digest()


def hash512(name, *items):
    return hashlib.sha512(frame(name, *items)).digest()


def hash256(name, *items):
    return sha256(frame(name, *items))


def Hs(name, *items):
    return int.from_bytes(hash512(name, *items), "little") % L


def weight128(name, *items):
    return Hs(name, *items) % 2**128


# --- Reading ------------------------------------------------------------------------------------------------------------


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        need(self.at + n <= len(self.data), "cut short")
        self.at += n
        return self.data[self.at - n : self.at]

    def u(self, size):
        return int.from_bytes(self.take(size), "big")

    def text(self):
        try:
            return self.take(self.u(4)).decode()
        except UnicodeDecodeError:
            raise Fault("not UTF-8")

    def end(self):
        need(self.at == len(self.data), "something follows the end")


def pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


def read_manifest(data):
    r = Reader(data)
    m = {}
    need((r.u(2), r.u(1)) == (1, 1), "manifest: version or suite")
    m["id"], m["level"], m["question"] = r.text(), r.u(1), r.text()
    m["opens"], m["closes"] = r.u(8), r.u(8)
    m["choices"] = [(r.text(), r.text()) for _ in range(r.u(1))]
    m["grades"] = [r.text() for _ in range(r.u(1))]
    m["revotes"], m["missing"], m["threshold"], m["ties"] = r.u(1), r.u(1), r.u(1), r.u(1)
    m["minimum"], m["roll size"], m["roll weight"], m["roll root"] = r.u(4), r.u(4), r.u(4), r.take(32)
    k, n = r.u(1), r.u(1)
    m["needed"] = k
    m["trustees"] = [(r.text(), r.take(32), [r.take(32) for _ in range(k)]) for _ in range(n)]
    for name in ("ceremony", "server", "Y", "board", "registrar", "booth"):
        m[name] = r.take(32)
    r.end()
    need(m["minimum"] >= 5 and m["roll size"] >= 5, "manifest: fewer than five")
    need(m["level"] in (0, 1) and (m["level"] == 1) == (n > 0) and k <= n, "manifest: level")
    need(m["opens"] < m["closes"], "manifest: instants")
    if not any(m["registrar"]):
        m["registrar"] = m["board"]
    m["C"], m["G"] = len(m["choices"]), len(m["grades"])
    m["ctx"] = hash512("ctx", data)
    polynomials = [[decode(c) for c in commitments] for _, _, commitments in m["trustees"]]
    m["key"] = key(m["Y"])
    need(encode(total([key(m["server"])] + [q[0] for q in polynomials])) == m["Y"], "manifest: the key is not the sum of shares")
    shares = [total(mul(j**power, c) for q in polynomials for power, c in enumerate(q)) for j in range(1, n + 1)]
    m["holders"] = [key(m["server"])] + shares
    return m


# --- Ballots ------------------------------------------------------------------------------------------------------------


def ballot_size(C, G):
    return 37 + 64 * C * (G - 1) + 32 + 32 * C * (2 * G - 1) + 64


def schnorr_ok(purpose, ctx, public, message, signature):
    K, z = key(public), scalar(signature[32:])
    c = Hs("schnorr", purpose, ctx, public, signature[:32], message)
    return encode(add(mul(z, BASE), mul(c, K))) == signature[:32]


def leaf_hash(C, G, ballot):
    end = 37 + 64 * C * (G - 1)
    return sha256(sha256(ballot[:end]) + sha256(ballot[end:]))


def rows_hold(m, ballot):
    C, G, Y = m["C"], m["G"], m["key"]
    r = Reader(ballot)
    r.take(1)
    counter, K, cts = r.take(4), r.take(32), r.take(64 * C * (G - 1))
    e = scalar(r.take(32))
    challenges = [[scalar(x) for x in pieces(r.take(32 * (G - 1)), 32)] for _ in range(C)]
    responses = [[scalar(x) for x in pieces(r.take(32 * G), 32)] for _ in range(C)]
    rho = [0] + [weight128(f"rho/{j}", m["ctx"], K, counter, cts) for j in range(1, G)]
    all_a, all_b = b"", b""
    try:
        points = [[(decode(x[:32]), decode(x[32:])) for x in pieces(row, 64)] for row in pieces(cts, 64 * (G - 1))]
    except Fault:
        return False
    for row, cs, zs in zip(points, challenges, responses):
        alpha = total(mul(w, a) for w, (a, _) in zip(rho[1:], row))
        beta = total(mul(w, b_) for w, (_, b_) in zip(rho[1:], row))
        for branch, (c, z) in enumerate(zip(cs + [(e - sum(cs)) % L], zs)):
            all_a += encode(add(mul(z, BASE), mul(c, alpha)))
            all_b += encode(add(mul(z, Y), mul(c, add(beta, neg(mul(rho[branch], BASE))))))
    return Hs("ballot", m["ctx"], K, counter, cts, all_a, all_b) == e


# --- The log ------------------------------------------------------------------------------------------------------------


def node(left, right):
    return sha256(b"\1" + left + right)


class Log:
    def __init__(self):
        self.size, self.peaks = 0, []

    def append(self, entry):
        top, waiting = sha256(b"\0" + entry), self.size
        while waiting & 1:
            top, waiting = node(self.peaks.pop(), top), waiting >> 1
        self.peaks.append(top)
        self.size += 1

    def root(self):
        if not self.peaks:
            return sha256(b"")
        top = self.peaks[-1]
        for left in reversed(self.peaks[:-1]):
            top = node(left, top)
        return top


# --- The board ----------------------------------------------------------------------------------------------------------

KINDS = ["", "open", "ballot", "roll-add", "cancel", "extend", "close", "aggregate", "partial", "result"]
ALLOWED = {
    "announced": ["open"],
    "open": ["ballot", "roll-add", "cancel", "extend", "close"],
    "closed": ["cancel", "aggregate"],
    "opening": ["partial", "result"],
    "counted": [],
}


class Board:
    def __init__(self, m):
        self.m, self.phase, self.closes = m, "announced", m["closes"]
        self.roll, self.log, self.index = {}, Log(), 0
        self.good, self.wrong, self.partials = {}, set(), []

    def signed(self, leaf, who):
        need(ed25519_ok(self.m[who], frame("leaf", self.m["ctx"], leaf[:-64]), leaf[-64:]), "not-signed")

    def enrol(self, K, weight):
        key(K)
        need(K not in self.roll, "already-on-the-roll")
        self.roll[K] = {"weight": weight, "counter": 0, "revoked": False}

    def leaf(self, leaf):
        kind = KINDS[leaf[0]] if leaf and 1 <= leaf[0] <= 9 else "malformed"
        need(kind in ALLOWED[self.phase], f"{kind} out-of-order")
        r = Reader(leaf[1:])
        getattr(self, kind.replace("-", "_"))(leaf, r)
        if kind == "ballot":
            self.log.append(leaf[:5] + leaf_hash(self.m["C"], self.m["G"], leaf[5:]))
        else:
            r.end()
            self.log.append(leaf[:1] + sha256(leaf))
        self.index += 1

    def open(self, leaf, r):
        need(r.take(64) == self.m["ctx"], "another-manifest")
        r.u(8)
        self.phase = "open"

    def ballot(self, leaf, r):
        m, weight, ballot = self.m, r.u(4), leaf[5:]
        need(len(ballot) == ballot_size(m["C"], m["G"]) and ballot[0] == 1, "malformed ballot")
        counter, K = int.from_bytes(ballot[1:5], "big"), ballot[5:37]
        voter = self.roll.get(K)
        need(voter and not voter["revoked"], "not-on-the-roll")
        need(counter == voter["counter"] + 1, "wrong-counter")
        need(weight == voter["weight"], "wrong-weight")
        need(schnorr_ok("ballot", m["ctx"], K, ballot[:-64], ballot[-64:]), "not-signed")
        need(m["revotes"] == 1 or K not in self.good, "revote-forbidden")
        voter["counter"] = counter
        if rows_hold(m, ballot):
            self.good[K] = ballot
        else:
            self.wrong.add(self.index)

    def roll_add(self, leaf, r):
        K, weight = r.take(32), r.u(4)
        r.u(8), r.text(), r.take(64)
        need(weight > 0, "weight")
        self.signed(leaf, "registrar")
        self.enrol(K, weight)

    def cancel(self, leaf, r):
        rule = r.u(1)
        need(rule <= 2, "malformed rule")
        target = r.u(8) if rule == 0 else r.take(32)
        r.u(8), r.text(), r.text(), r.take(64)
        self.signed(leaf, "board" if rule == 0 else "registrar")
        if rule == 0:
            need(target in self.wrong, "nothing-to-cancel")
            self.wrong.remove(target)
            return
        need(self.phase == "open", "out-of-order")
        need(target in self.roll and not self.roll[target]["revoked"], "nothing-to-cancel")
        self.roll[target]["revoked"] = True
        self.good.pop(target, None)

    def extend(self, leaf, r):
        closes, at = r.u(8), r.u(8)
        r.text(), r.take(64)
        self.signed(leaf, "board")
        need(closes > self.closes > at, "not-later")
        self.closes = closes

    def close(self, leaf, r):
        at = r.u(8)
        r.take(64)
        self.signed(leaf, "board")
        need(at >= self.closes, "closed-too-early")
        self.phase = "closed"

    def summed(self):
        C, G = self.m["C"], self.m["G"]
        sums = [(ZERO, ZERO)] * (C * (G - 1))
        for K, ballot in self.good.items():
            w = self.roll[K]["weight"]
            pairs = pieces(ballot[37 : 37 + 64 * C * (G - 1)], 64)
            sums = [(add(a, mul(w, decode(x[:32]))), add(b_, mul(w, decode(x[32:])))) for (a, b_), x in zip(sums, pairs)]
        return b"".join(encode(a) + encode(b_) for a, b_ in sums)

    def aggregate(self, leaf, r):
        ballots, weight, sums = r.u(4), r.u(4), r.take(64 * self.m["C"] * (self.m["G"] - 1))
        need(not self.wrong, "wrong-proof")
        weights = [self.roll[K]["weight"] for K in self.good]
        need(len(weights) >= max(5, self.m["minimum"]), "too-few-ballots")
        need(all(weights.count(w) >= 5 for w in set(weights)), "weight-cast-by-too-few")
        need((ballots, weight) == (len(weights), sum(weights)) and sums == self.summed(), "wrong-sum")
        self.sums, self.published, self.ballots, self.weight = sums, leaf, ballots, weight
        self.phase = "opening"

    def partial(self, leaf, r):
        m, n = self.m, self.m["C"] * (self.m["G"] - 1)
        holder, D, c, z = r.u(1), r.take(32 * n), scalar(r.take(32)), scalar(r.take(32))
        need(holder < len(m["holders"]), "unknown-holder")
        need(all(h != holder for h, _ in self.partials), "partial-twice")
        P = m["holders"][holder]
        alphas = b"".join(x[:32] for x in pieces(self.sums, 64))
        items = (m["ctx"], sha256(self.published), u(1, holder), encode(P), alphas, D)
        delta = [weight128(f"partial/weight/{i}", *items) for i in range(n)]
        A = total(mul(w, decode(x)) for w, x in zip(delta, pieces(alphas, 32)))
        points = [decode(x) for x in pieces(D, 32)]
        E = total(mul(w, x) for w, x in zip(delta, points))
        T1, T2 = add(mul(z, BASE), mul(c, P)), add(mul(z, A), mul(c, E))
        need(Hs("partial", *items, encode(T1), encode(T2)) == c, "wrong-partial")
        self.partials.append((holder, points))

    def open_sums(self):
        server = [x for x in self.partials if x[0] == 0]
        trustees = [x for x in self.partials if x[0] > 0][: self.m["needed"]]
        need(server and len(trustees) == self.m["needed"], "too-few-partials")
        masks = list(server[0][1])
        for j, points in trustees:
            factor = 1
            for other, _ in trustees:
                if other != j:
                    factor = factor * other * pow(other - j, -1, L) % L
            masks = [add(x, mul(factor, y)) for x, y in zip(masks, points)]
        return [add(decode(x[32:]), neg(mask)) for x, mask in zip(pieces(self.sums, 64), masks)]

    def result(self, leaf, r):
        C, G = self.m["C"], self.m["G"]
        said = r.u(4), r.u(4)
        counts = [[r.u(4) for _ in range(G)] for _ in range(C)]
        messages = self.open_sums()
        need(said == (self.ballots, self.weight) and all(sum(row) == self.weight for row in counts), "wrong-result")
        for M, count in zip(messages, [count for row in counts for count in row[1:]]):
            need(encode(M) == encode(mul(count, BASE)), "wrong-result")
        self.counts, self.phase = counts, "counted"


def verify(data):
    """The verdict on a dossier: the board at its end. Raises Fault at the first thing that is wrong."""
    need(data[:16] == b"preau-dossier/1\n", "not a dossier")
    r = Reader(data[16:])
    board, roll, last, head = None, Log(), b"", None
    while r.at < len(r.data):
        kind = r.u(1)
        record = r.take(r.u(4))
        where = "manifest" if kind == 1 else "roll" if kind == 2 else f"leaf {board.index}" if kind == 3 and board else "head"
        try:
            if kind == 1:
                need(board is None, "twice")
                board = Board(read_manifest(record))
            elif kind == 2:
                need(board and board.index == 0 and len(record) == 36 and record[:32] > last, "out of order")
                last = record[:32]
                need(any(record[32:]), "weight")
                board.enrol(record[:32], int.from_bytes(record[32:], "big"))
                roll.append(record)
            elif kind == 3:
                need(board, "no manifest")
                if board.index == 0:
                    m = board.m
                    weight = sum(voter["weight"] for voter in board.roll.values())
                    need((roll.size, weight, roll.root()) == (m["roll size"], m["roll weight"], m["roll root"]), "another roll")
                board.leaf(record)
            else:
                need(kind == 4 and board and len(record) == 112, "malformed")
                size, root, at = record[:8], record[8:40], record[40:48]
                need(int.from_bytes(size, "big") == board.index, "another size")
                need(ed25519_ok(board.m["board"], frame("head", board.m["ctx"], size, root, at), record[48:]), "not-signed")
                need(root == board.log.root(), "another-root")
                need(head is None or at >= head[1], "not-later")
                head = board.index, at
        except Fault as fault:
            raise Fault(f"{where}: {fault}")
    need(board and head and head[0] == board.index, "no head covers the last leaves")
    return board


# --- The vectors --------------------------------------------------------------------------------------------------------


def le(value):
    return value.to_bytes(32, "little").hex()


def check_vectors(v):
    def same(name, found, expected):
        need(found == expected, f"vector {name}: {found} where {expected} is due")

    h = bytes.fromhex
    for t in v["transcript"]:
        same("frame", frame(t["name"], *t["items"]).hex(), t["frame"])
        same("Hs", le(Hs(t["name"], *t["items"])), t["Hs"])

    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    symbols = lambda data, n: [int.from_bytes(data, "big") >> (8 * len(data) - 5 * (i + 1)) & 31 for i in range(n)]
    crockford = lambda data, n: "".join(alphabet[s] for s in symbols(data, n))

    def times(x, y):
        z = 0
        for i in range(5):
            z ^= (x << i) * (y >> i & 1)
        for i in range(8, 4, -1):
            z ^= (0b100101 << (i - 5)) * (z >> i & 1)
        return z

    for code in v["codes"]:
        same("code", crockford(h(code["random"]), 20), code["code"])
        word = [alphabet.index(s) for s in code["printed"].replace("-", "")]
        for root in (2, 4):  # x and x^2
            value = 0
            for s in word:
                value = times(value, root) ^ s
            same("check of a code", value, 0)

    big = v["large"]
    one = big["ballot"]
    m = {"C": big["choices"], "G": big["grades"], "ctx": h(big["ctx"]), "key": key(h(big["electionKey"]))}
    same("election key", encode(mul(scalar(h(big["electionSecret"])), BASE)).hex(), big["electionKey"])
    x = Hs("cred", big["pollId"], one["code"])
    same("credential", (le(x), encode(mul(x, BASE)).hex()), (one["secret"], one["credential"]))
    ballot = h(one["ballot"])
    same("ballot's size", len(ballot), 3941)
    same("leaf hash", leaf_hash(7, 5, ballot).hex(), one["leafHash"])
    same("tracker", crockford(h(one["leafHash"]), 20), one["tracker"].replace("-", ""))
    need(schnorr_ok("ballot", m["ctx"], ballot[5:37], ballot[:-64], ballot[-64:]), "vector: signature")
    need(rows_hold(m, ballot), "vector: rows")
    seed = hash256("seed", m["ctx"], x.to_bytes(32, "little"), u(4, one["counter"]), bytes(one["grades"]), h(one["random"]))
    same("encryption seed", seed.hex(), one["encryptionSeed"])
    made = b""
    for i, grade in enumerate(one["grades"]):
        for j in range(1, 5):
            r = Hs("r", seed, u(2, i), u(2, j))
            made += encode(mul(r, BASE)) + encode(add(mul(r, m["key"]), BASE if j == grade else ZERO))
    same("ciphertexts", made.hex(), ballot[37 : 37 + 64 * 28].hex())
    end = 37 + 64 * 28
    same("control", (ballot[:end] + seed + sha256(ballot[end:])).hex(), one["control"])

    c = v["ceremony"]
    n = len(c["names"])
    cid = hash256("ceremony", c["pollId"], u(1, c["needed"]), u(1, n), *c["names"])
    same("ceremony", cid.hex(), c["id"])
    first, second = c["first"], c["second"]
    for i in range(n + 1):
        E, Cs, pos = h(first[i]["encryptionKey"]), [h(x) for x in second[i]["commitments"]], h(second[i]["possession"])
        same("commitment", hash256("ceremony/commitment", cid, u(1, i), E, b"".join(Cs), pos).hex(), first[i]["commitment"])
        for public, signature in zip([Cs[0]] + ([E] if i else []), pieces(pos, 64)):
            need(schnorr_ok("ceremony", cid, public, u(1, i) + E + b"".join(Cs), signature), "vector: possession")
    for j in range(1, n + 1):
        secret = Hs("trustee/encryption", h(c["seeds"][j - 1]), cid, u(1, j))
        E = h(first[j]["encryptionKey"])
        same("encryption key", encode(mul(secret, BASE)), E)
        share = 0
        for i in range(1, n + 1):
            R, masked, tag = pieces(h(c["shares"][i - 1][j - 1]), 32)
            pad = hash512("share", cid, u(1, i), u(1, j), R, E, encode(mul(secret, key(R))))
            same("tag", hmac.new(pad[32:], R + masked, "sha256").digest(), tag)
            part = scalar(bytes(x ^ y for x, y in zip(masked, pad)))
            expected = total(mul(j**power, decode(h(x))) for power, x in enumerate(second[i]["commitments"]))
            same("share on its polynomial", encode(mul(part, BASE)), encode(expected))
            share = (share + part) % L
        same("share", le(share), c["trusteeShares"][j - 1])
    Y = encode(total(key(h(x["commitments"][0])) for x in second))
    same("election key", Y.hex(), c["electionKey"])
    items = [h(x[f]) for x in first for f in ("encryptionKey", "commitment")]
    for x in second:
        items += [b"".join(map(h, x["commitments"])), h(x["possession"])]
    items += [b"".join(map(h, sent)) for sent in c["shares"]] + [Y]
    same("transcript", hash256("ceremony/transcript", cid, *items).hex(), c["transcript"])

    poll = v["poll"]
    m = read_manifest(h(poll["manifest"]))
    same("ctx", m["ctx"].hex(), poll["ctx"])
    same("holders", [encode(P).hex() for P in m["holders"]], poll["holders"])
    same("server's secret", le(Hs("server/key", h(poll["pollKey"]), m["id"])), poll["serverSecret"])
    same("member's code", hmac.new(h(poll["pollKey"]), frame("member", m["id"], "awa"), "sha256").hexdigest(), poll["memberCode"])
    r = Reader(h(poll["receipt"]))
    pid, promised, counter, at, signature = r.text(), r.take(32), r.take(4), r.take(8), r.take(64)
    need(ed25519_ok(m["board"], frame("receipt", m["ctx"], pid, promised, counter, at), signature), "vector: receipt")
    board = verify(h(poll["dossier"]))
    same("result", board.counts, poll["result"])


def main():
    try:
        if sys.argv[1:] == ["--vectors"]:
            check_vectors(json.load(sys.stdin))
            print("every vector agrees")
            return
        if sys.argv[1:] == ["--hex"]:
            data = bytes.fromhex(sys.stdin.read().strip())
        else:
            with open(sys.argv[1], "rb") as file:
                data = file.read()
        board = verify(data)
        print(f"verified: {board.index} leaves, {board.phase}", board.counts if board.phase == "counted" else "")
    except Fault as fault:
        print(f"fault: {fault}")
        sys.exit(1)


main()
