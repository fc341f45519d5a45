// Runs before the first paint, so that no page flashes in the wrong theme or direction. The same as features/shell/preferences.ts.
// Also starts the page again when the network went away before its first scripts came.
;(function () {
  var html = document.documentElement
  var kept = {}
  try {
    kept = JSON.parse(localStorage.getItem('switchboard.preferences') || '{}')
  } catch (error) {
    kept = {}
  }
  var chosen = function (value) {
    return value && value !== 'system' ? value : ''
  }
  var locales = ['en', 'de', 'ar']
  var wanted = navigator.languages.map(function (language) {
    return language.slice(0, 2)
  })
  var locale =
    chosen(kept.locale) ||
    wanted.find(function (language) {
      return locales.indexOf(language) >= 0
    }) ||
    'en'
  html.dataset.theme = chosen(kept.theme) || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  html.dataset.contrast = chosen(kept.contrast) || (matchMedia('(prefers-contrast: more)').matches ? 'more' : 'normal')
  html.dataset.density = kept.density || 'comfortable'
  html.lang = locale
  html.dir = locale === 'ar' ? 'rtl' : 'ltr'
  if (locale !== 'en') html.dataset.words = 'awaited'
  // The browser's own bar has the colour of the page's edge.
  var bar = document.createElement('meta')
  bar.name = 'theme-color'
  bar.content = getComputedStyle(html).backgroundColor
  document.head.append(bar)

  // The page starts again when the script that is missing can be had.
  var missing = ''
  var started = function () {
    return html.dataset.started !== undefined
  }
  var again = function () {
    if (started()) return
    fetch(missing, { method: 'HEAD' }).then(
      function (answer) {
        if (answer.ok && !started()) location.reload()
      },
      function () {
        setTimeout(again, 3000)
      },
    )
  }
  addEventListener(
    'error',
    function (event) {
      var script = event.target
      if (!script || script.tagName !== 'SCRIPT' || started()) return
      if (!missing) setTimeout(again, 1000)
      missing = script.src
    },
    true,
  )
})()
