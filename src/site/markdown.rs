//! Renders the Markdown of the platform's documents. It is foreign text: raw HTML is dropped, and a link leads only where a browser opens a
//! page.

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::text::{clean_lines, clean_text};

/// A document as HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RenderedMarkdown {
    /// The text of its first heading, which `html` lacks.
    pub(super) title: Option<String>,
    /// Its content, with headings from the second level on.
    pub(super) html: String,
}

/// Renders `text`. `resolve_link` returns the address that a link leads to, or `None` if it's to be text.
pub(super) fn render_markdown(
    text: &str,
    resolve_link: &dyn Fn(&str) -> Option<String>,
) -> RenderedMarkdown {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events: Vec<Event<'_>> = Parser::new_ext(text, options).collect();
    let mut page = MarkdownPage {
        events: Vec::with_capacity(events.len()),
        heading_ids: RESERVED_IDS.map(str::to_owned).to_vec(),
        level: 1,
        title: None,
        open_links: Vec::new(),
        resolve_link,
    };
    page.add_events(&events);
    let mut html = String::new();
    html::push_html(&mut html, page.events.into_iter());
    RenderedMarkdown {
        title: page.title,
        html,
    }
}

/// The ids that the frame of a page uses.
const RESERVED_IDS: [&str; 2] = ["main", "q"];

/// The events of a document as they are rendered.
struct MarkdownPage<'e, 'l> {
    events: Vec<Event<'e>>,
    heading_ids: Vec<String>,
    /// The level of the last heading; no level is left out, so that a screen reader can follow.
    level: u8,
    title: Option<String>,
    /// For each link that is open in the document, whether it's one on the page, and where its content starts in `events`.
    open_links: Vec<(bool, usize)>,
    resolve_link: &'l dyn Fn(&str) -> Option<String>,
}

impl<'e> MarkdownPage<'e, '_> {
    fn add_events(&mut self, events: &[Event<'e>]) {
        let mut rest = events;
        while let Some((event, after)) = rest.split_first() {
            rest = match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let end = after
                        .iter()
                        .position(|event| matches!(event, Event::End(TagEnd::Heading(_))));
                    let (content, after) = after.split_at(end.unwrap_or(after.len()));
                    self.add_heading(*level, content);
                    after.get(1..).unwrap_or_default()
                }
                event => {
                    self.add_event(event.clone());
                    after
                }
            };
        }
    }

    /// Adds a heading with its id; the first one of the first level is the title of the page.
    fn add_heading(&mut self, level: HeadingLevel, content: &[Event<'e>]) {
        let text = collect_text(content);
        if text.trim().is_empty() {
            return;
        }
        if level == HeadingLevel::H1 && self.title.is_none() {
            self.title = Some(text.trim().to_owned());
            return;
        }
        self.level = (level as u8).clamp(2, self.level + 1);
        let level = HeadingLevel::try_from(usize::from(self.level)).unwrap_or(HeadingLevel::H6);
        let id = self.choose_heading_id(&text);
        self.events.push(Event::Start(Tag::Heading {
            level,
            id: Some(id.into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        }));
        for event in content {
            self.add_event(event.clone());
        }
        self.events.push(Event::End(TagEnd::Heading(level)));
    }

    /// The id that GitHub gives a heading: <https://docs.github.com/en/get-started/writing-on-github>, "Section links".
    fn choose_heading_id(&mut self, text: &str) -> String {
        let lower = text.trim().to_lowercase();
        let slug: String = lower
            .chars()
            .filter(|character| character.is_alphanumeric() || " -_".contains(*character))
            .map(|character| if character == ' ' { '-' } else { character })
            .collect();
        let numbered = (1..).map(|number| format!("{slug}-{number}"));
        let mut candidates = std::iter::once(slug.clone()).chain(numbered);
        let id = candidates
            .find(|id| !id.is_empty() && !self.heading_ids.contains(id))
            .unwrap_or_default();
        self.heading_ids.push(id.clone());
        id
    }

    fn add_event(&mut self, event: Event<'e>) {
        match event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::HtmlBlock)
            | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(Tag::Link { dest_url, .. }) => self.open_link(&dest_url),
            // An image is its alternative text, which leads to it: the pages load nothing from elsewhere.
            Event::Start(Tag::Image { dest_url, .. }) => self.open_link(&dest_url),
            Event::End(TagEnd::Link) => self.close_link("Link"),
            Event::End(TagEnd::Image) => self.close_link("Image"),
            // Alignment would be a `style` attribute, which the policy of the pages rejects.
            Event::Start(Tag::Table(columns)) => {
                let plain = vec![Alignment::None; columns.len()];
                self.events.push(Event::Start(Tag::Table(plain)));
            }
            Event::End(TagEnd::TableCell) if self.is_in_empty_cell() => {
                self.events.push(Event::Text("–".into()));
                self.events.push(event);
            }
            // An input would need a label.
            Event::TaskListMarker(is_done) => {
                let mark = if is_done { "☑ " } else { "☐ " };
                self.events.push(Event::Text(mark.into()));
            }
            Event::Text(text) => self.events.push(Event::Text(clean_lines(&text).into())),
            Event::Code(text) => self.events.push(Event::Code(clean_lines(&text).into())),
            event => self.events.push(event),
        }
    }

    fn is_in_empty_cell(&self) -> bool {
        matches!(self.events.last(), Some(Event::Start(Tag::TableCell)))
    }

    fn open_link(&mut self, address: &str) {
        let is_inside_link = self.open_links.iter().any(|(is_link, _)| *is_link);
        let address = (self.resolve_link)(address).filter(|_| !is_inside_link);
        let is_link = address.is_some();
        self.events.extend(address.map(|address| {
            Event::Start(Tag::Link {
                link_type: pulldown_cmark::LinkType::Inline,
                dest_url: address.into(),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            })
        }));
        self.open_links.push((is_link, self.events.len()));
    }

    /// Ends a link; one without text gets `name`.
    fn close_link(&mut self, name: &'static str) {
        let Some((is_link, start)) = self.open_links.pop() else {
            return;
        };
        if collect_text(&self.events[start..]).trim().is_empty() {
            self.events.push(Event::Text(name.into()));
        }
        if is_link {
            self.events.push(Event::End(TagEnd::Link));
        }
    }
}

/// The text of `events`, without markup.
fn collect_text(events: &[Event<'_>]) -> String {
    let text = events.iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(clean_text(text)),
        Event::SoftBreak | Event::HardBreak => Some(" ".to_owned()),
        _ => None,
    });
    text.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn render(text: &str) -> RenderedMarkdown {
        render_markdown(text, &|link| {
            link.starts_with("https://").then(|| link.to_owned())
        })
    }

    #[test]
    fn the_first_heading_is_the_title_and_no_level_is_left_out() {
        let page =
            render("# The `shop`\n\nText.\n\n### Deep\n\n# Again\n\n#\n\n## Deep\n\n## Main\n");
        assert_eq!(page.title.as_deref(), Some("The shop"));
        assert_snapshot!(page.html, @r#"
        <p>Text.</p>
        <h2 id="deep">Deep</h2>
        <h2 id="again">Again</h2>
        <h2 id="deep-1">Deep</h2>
        <h2 id="main-1">Main</h2>
        "#);
    }

    #[test]
    fn html_and_unsafe_links_are_dropped() {
        let text = "<script>alert(1)</script>\n\na <b onclick=x>b</b> [c](javascript:x) [d](https://acme.example/?\"<d) \
                    ![e](https://acme.example/e.png) ![](x.png) [](https://acme.example) [![f](https://a)](https://b)\n\n<javascript:x>\n";
        assert_snapshot!(render(text).html, @r#"
        <p>a b c <a href="https://acme.example/?%22%3Cd">d</a> <a href="https://acme.example/e.png">e</a> Image <a href="https://acme.example">Link</a> <a href="https://b">f</a></p>
        <p>javascript:x</p>
        "#);
    }

    #[test]
    fn tables_and_task_lists_need_no_style_and_no_input() {
        let text =
            "| a | |\n|:-:|--:|\n| 1 | |\n\n- [x] done\n- [ ] open\n\n```sh\na\n\tb <\n```\n";
        assert_snapshot!(render(text).html, @r#"
        <table><thead><tr><th>a</th><th>–</th></tr></thead><tbody>
        <tr><td>1</td><td>–</td></tr>
        </tbody></table>
        <ul>
        <li>☑ done</li>
        <li>☐ open</li>
        </ul>
        <pre><code class="language-sh">a
        	b &lt;
        </code></pre>
        "#);
    }

    #[test]
    fn characters_that_reorder_text_are_dropped_and_entities_escaped() {
        assert_snapshot!(render("a\u{202e}b &lt;script&gt; `<i>`").html, @"<p>ab &lt;script&gt; <code>&lt;i&gt;</code></p>");
    }

    /// The elements that a document may have.
    const ELEMENTS: [&str; 23] = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
    ];

    /// Whether `tag` is one of [`ELEMENTS`], with no attribute but those that only lead somewhere.
    fn is_harmless(tag: &str) -> bool {
        let mut words = tag.trim_start_matches('/').split_whitespace();
        let name = words.next().unwrap_or_default().trim_end_matches('/');
        let mut attributes = words.filter(|word| *word != "/");
        let allowed = [
            "href=\"https://",
            "href=\"#",
            "id=\"",
            "class=\"language-",
            "start=\"",
        ];
        let name = if name == "ul" { "ol" } else { name };
        ELEMENTS.contains(&name)
            && attributes.all(|attribute| allowed.iter().any(|start| attribute.starts_with(start)))
    }

    proptest::proptest! {
        #[test]
        fn no_text_becomes_an_element_that_runs(
            text in "(<[a-z]{1,6}( [a-z]{2,7}=[a-z\"']{0,4})?>|[-#*>`|!\\[\\](){}=~_ ]{1,3}|javascript:|https://a|[a-z&;\\\\]{1,3}|\n){0,20}"
        ) {
            let html = render(&text).html;
            for part in html.split('<').skip(1) {
                let tag = part.split('>').next().unwrap_or_default();
                proptest::prop_assert!(is_harmless(tag), "{html}");
            }
        }
    }
}
