import type { Component } from 'svelte'
import ArrowDown from '@lucide/svelte/icons/arrow-down'
import ArrowUp from '@lucide/svelte/icons/arrow-up'
import Ban from '@lucide/svelte/icons/ban'
import BookOpen from '@lucide/svelte/icons/book-open'
import Calendar from '@lucide/svelte/icons/calendar'
import ChartColumn from '@lucide/svelte/icons/chart-column'
import Check from '@lucide/svelte/icons/check'
import ChevronDown from '@lucide/svelte/icons/chevron-down'
import ChevronLeft from '@lucide/svelte/icons/chevron-left'
import ChevronRight from '@lucide/svelte/icons/chevron-right'
import Clock from '@lucide/svelte/icons/clock'
import Download from '@lucide/svelte/icons/download'
import Ellipsis from '@lucide/svelte/icons/ellipsis'
import FlaskConical from '@lucide/svelte/icons/flask-conical'
import FileText from '@lucide/svelte/icons/file-text'
import Flag from '@lucide/svelte/icons/flag'
import Import from '@lucide/svelte/icons/import'
import Info from '@lucide/svelte/icons/info'
import Database from '@lucide/svelte/icons/database'
import History from '@lucide/svelte/icons/history'
import Landmark from '@lucide/svelte/icons/landmark'
import Link from '@lucide/svelte/icons/link'
import Lock from '@lucide/svelte/icons/lock'
import LogOut from '@lucide/svelte/icons/log-out'
import Mail from '@lucide/svelte/icons/mail'
import Menu from '@lucide/svelte/icons/menu'
import MessageSquare from '@lucide/svelte/icons/message-square'
import OctagonAlert from '@lucide/svelte/icons/octagon-alert'
import Copy from '@lucide/svelte/icons/copy'
import Pause from '@lucide/svelte/icons/pause'
import Phone from '@lucide/svelte/icons/phone'
import Printer from '@lucide/svelte/icons/printer'
import Plug from '@lucide/svelte/icons/plug'
import Plus from '@lucide/svelte/icons/plus'
import Play from '@lucide/svelte/icons/play'
import Refresh from '@lucide/svelte/icons/refresh-cw'
import Search from '@lucide/svelte/icons/search'
import Send from '@lucide/svelte/icons/send'
import Save from '@lucide/svelte/icons/save'
import Settings from '@lucide/svelte/icons/settings'
import Square from '@lucide/svelte/icons/square'
import Star from '@lucide/svelte/icons/star'
import SquareTerminal from '@lucide/svelte/icons/square-terminal'
import Table from '@lucide/svelte/icons/table-2'
import Trend from '@lucide/svelte/icons/trending-up'
import Warn from '@lucide/svelte/icons/triangle-alert'
import Undo from '@lucide/svelte/icons/undo-2'
import Users from '@lucide/svelte/icons/users'
import X from '@lucide/svelte/icons/x'

/** The icons of the product by what they say, so that one thing has one picture on every screen. */
export const icons = {
  asc: ArrowUp,
  desc: ArrowDown,
  back: ChevronLeft,
  bank: Landmark,
  calendar: Calendar,
  campaigns: Send,
  cancelled: Ban,
  clock: Clock,
  copy: Copy,
  database: Database,
  history: History,
  link: Link,
  lock: Lock,
  plug: Plug,
  plus: Plus,
  save: Save,
  sql: SquareTerminal,
  star: Star,
  close: X,
  data: Import,
  definition: BookOpen,
  down: ChevronDown,
  download: Download,
  experiment: FlaskConical,
  file: FileText,
  flag: Flag,
  info: Info,
  letter: Mail,
  menu: Menu,
  message: MessageSquare,
  more: Ellipsis,
  next: ChevronRight,
  ok: Check,
  overview: ChartColumn,
  pause: Pause,
  phone: Phone,
  play: Play,
  receivables: FileText,
  print: Printer,
  refresh: Refresh,
  search: Search,
  segments: Users,
  settings: Settings,
  signOut: LogOut,
  stop: OctagonAlert,
  halt: Square,
  table: Table,
  trend: Trend,
  undo: Undo,
  warn: Warn,
} satisfies Record<string, Component>

export type IconName = keyof typeof icons
