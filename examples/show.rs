use groundplan::*;
struct Dir(String);
impl source::Files for Dir {
    fn read(&self, p: &str) -> Result<Vec<u8>, String> {
        std::fs::read(format!("{}/{p}", self.0)).map_err(|e| e.to_string())
    }
    fn list(&self, d: &str) -> Result<Vec<String>, String> {
        let mut v: Vec<String> = std::fs::read_dir(format!("{}/{d}", self.0))
            .map(|r| r.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        v.sort();
        Ok(v)
    }
    fn shown(&self, p: &str) -> String {
        format!("{}/{p}", self.0)
    }
}
fn main() {
    let arg = std::env::args().nth(1).unwrap();
    let path = std::path::Path::new(&arg);
    let mut sources = source::Sources::default();
    let mut sink = diagnostics::Sink::default();
    let (dir, layout_file) = if path.is_dir() {
        (arg.clone(), None)
    } else {
        (
            path.parent().unwrap().to_string_lossy().into_owned(),
            Some(path.file_name().unwrap().to_string_lossy().into_owned()),
        )
    };
    let files = Dir(dir);
    let side = layout_file.as_ref().map(|f| f.replace(".yaml", ".d")).unwrap_or_default();
    let layout = match &layout_file {
        Some(f) => blueprint::Layout::Single { file: f, side: &side },
        None => blueprint::Layout::Directory,
    };
    let b = compile::read(layout, &files, &mut sources, &mut sink);
    if let Some(b) = b {
        for e in b.environments() {
            if let Some(c) = compile::environment(&b, catalog::Catalog::embedded(), &e, &mut sink) {
                if std::env::args().nth(2).as_deref() == Some("plan") {
                    for d in &c.plan.decisions {
                        println!("{:20} {:20} {:30} {:?} {}", d.subject, d.setting.word(), d.value, d.grade, d.reason);
                    }
                } else {
                    for o in c.bundle.objects() {
                        println!("# {}/{}\n{}---", e, o.path, yaml::write::to_string(&o.object).unwrap());
                    }
                }
            }
        }
    }
    let d = sink.into_sorted();
    eprint!("{}", diagnostics::render::render(&d, &sources, diagnostics::render::Format::Human, &Default::default()));
}
