import { mount } from 'svelte'
import './verifier.css'
import Verifier from './Verifier.svelte'

mount(Verifier, { target: document.getElementById('verifier')! })
