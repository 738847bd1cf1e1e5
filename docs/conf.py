"""The docs as a site: `./run docs` builds them into `site/`, and fails at a link that leads nowhere or a page that no list names."""

project = "Voronka"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Voronka"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f5fbf", "color-brand-content": "#1f5fbf"},
    "dark_css_variables": {"color-brand-primary": "#7fb2ff", "color-brand-content": "#7fb2ff"},
}
# Russian is the first language: words are found in all their forms. English ones are found as they are written.
html_search_language = "ru"
myst_heading_anchors = 3
