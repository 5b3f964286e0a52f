//! What a screen reader is told: headings, paragraphs, tables, in the order of reading.

use krilla::tagging::{Identifier, Node, TagGroup, TagKind, TagTree};

/// The structure of a document while it grows.
#[derive(Debug)]
pub(crate) struct Tags {
    nodes: Vec<(TagKind, Vec<Child>)>,
    open: Vec<usize>,
    roots: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
enum Child {
    Node(usize),
    Mark { page: usize, mark: usize },
}

impl Tags {
    /// No structure yet.
    pub(crate) fn new() -> Self {
        Self { nodes: Vec::new(), open: Vec::new(), roots: Vec::new() }
    }

    /// What follows is part of a new element.
    pub(crate) fn open(&mut self, tag: impl Into<TagKind>) {
        let node = self.nodes.len();
        match self.open.last() {
            Some(parent) => self.nodes[*parent].1.push(Child::Node(node)),
            None => self.roots.push(node),
        }
        self.nodes.push((tag.into(), Vec::new()));
        self.open.push(node);
    }

    /// The element is complete.
    pub(crate) fn close(&mut self) {
        self.open.pop();
    }

    /// Takes a mark into the open element; `false` where none is open: the mark is decoration.
    pub(crate) fn take(&mut self, page: usize, mark: usize) -> bool {
        let Some(node) = self.open.last() else { return false };
        self.nodes[*node].1.push(Child::Mark { page, mark });
        true
    }

    /// The tree, once every mark that was taken has been drawn.
    pub(crate) fn tree(&self, language: &str, drawn: &[Vec<Option<Identifier>>]) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for root in &self.roots {
            tree.push(self.group(*root, drawn));
        }
        tree
    }

    fn group(&self, node: usize, drawn: &[Vec<Option<Identifier>>]) -> TagGroup {
        let (tag, children) = &self.nodes[node];
        let mut group = TagGroup::new(tag.clone());
        for child in children {
            match child {
                Child::Node(node) => group.push(Node::Group(self.group(*node, drawn))),
                Child::Mark { page, mark } => {
                    if let Some(identifier) = drawn[*page][*mark] {
                        group.push(identifier);
                    }
                }
            }
        }
        group
    }
}
