import '@fontsource-variable/inter/wght.css'
import './theme.css'
import './base.css'
import { mount } from 'svelte'
import App from './app/App.svelte'

const place = document.getElementById('app')
if (place) mount(App, { target: place })
