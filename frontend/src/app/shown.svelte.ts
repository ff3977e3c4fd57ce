/** Path of the page that is shown; the router tells it after each navigation. */
class Shown {
  path = $state(location.pathname)
}

export const page = new Shown()
