import { runBooth } from './page.ts'
import { serveSealer } from './sealer-worker.ts'
import './booth.css'

// One file plays two parts: in the page it shows the ballot; started again by the page as a worker, it seals it. So the cryptography is
// in the page's bytes once, under the hash that the manifest names.
if (typeof document === 'undefined') serveSealer()
else {
  const own = new Blob([document.currentScript!.textContent], { type: 'text/javascript' })
  void runBooth(document.querySelector('main')!, new Worker(URL.createObjectURL(own)))
}
