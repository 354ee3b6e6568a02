//! Writes `ui/src/generated/boundary.ts`: every type of the boundary, and the request and response of every command.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use ts_rs::{Config, TS, TypeVisitor};

/// The generated files: name below `ui/src/generated/` and text.
pub fn files() -> BTreeMap<String, String> {
    let mut description = Description::new();
    crate::list::describe(&mut description);
    description.add::<crate::Event>();
    description.add::<crate::CommandError>();
    description.finish()
}

/// Collects types and commands.
pub(crate) struct Description {
    config: Config,
    seen: BTreeSet<TypeId>,
    types: BTreeMap<String, String>,
    commands: Vec<String>,
}

impl Description {
    fn new() -> Self {
        Self { config: Config::new(), seen: BTreeSet::new(), types: BTreeMap::new(), commands: Vec::new() }
    }

    pub(crate) fn command<Request: TS + 'static, Response: TS + 'static>(&mut self, name: &str, docs: &[&str]) {
        self.add::<Request>();
        self.add::<Response>();
        let docs = docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        let (request, response) = (Request::name(&self.config), Response::name(&self.config));
        self.commands.push(format!("  /** {docs} */\n  {name}: {{ request: {request}; response: {response} }};\n"));
    }

    fn add<T: TS + 'static + ?Sized>(&mut self) {
        self.visit::<T>();
    }

    fn finish(self) -> BTreeMap<String, String> {
        let mut text =
            String::from("// Written by `cargo xtask generate` from the Rust types of the boundary. Do not edit.\n\n");
        for declaration in self.types.values() {
            text.push_str("export ");
            text.push_str(declaration);
            text.push_str("\n\n");
        }
        text.push_str(
            "/** Every command, with what it is asked and what it answers. */\nexport interface Commands {\n",
        );
        text.push_str(&self.commands.concat());
        text.push_str("}\n");
        BTreeMap::from([("boundary.ts".to_owned(), text)])
    }
}

impl TypeVisitor for Description {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            self.types.insert(T::ident(&self.config), T::decl(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
