#!/usr/bin/env node
import "../dist/relance.js";
