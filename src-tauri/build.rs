//! Embeds the interface (`ui/dist`), the icons and the resolved permissions into the program.
//! The one command is listed here, so that the window holds no permission for anything else.

fn main() {
    let attributes = tauri_build::Attributes::new()
        .codegen(tauri_build::CodegenContext::new())
        .app_manifest(tauri_build::AppManifest::new().commands(&["call"]));
    if let Err(problem) = tauri_build::try_build(attributes) {
        panic!("the desktop shell could not be prepared (has `npm run build` made ui/dist?): {problem:#}");
    }
}
