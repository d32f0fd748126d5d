using System.Net;
using System.Text;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>Pictures of pages beside the checklist of each page, as one HTML file in a folder.</summary>
internal sealed class LookReport(DirectoryInfo folder)
{
    private readonly List<(Scene Scene, Glass Glass, string File, string[] Faults)> _pictures = [];

    private static DirectoryInfo Client => new(Path.Combine(ProductProgram.Root, "client"));

    /// <summary>The pages of the client, in the order of its manifest.</summary>
    public static IReadOnlyList<string> Pages()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Client.FullName, "src/pages.json")));
        var main = manifest.RootElement.GetProperty("pages").EnumerateArray().Select(page => Text(page, "path"));
        var others = manifest
            .RootElement.GetProperty("subPackages")
            .EnumerateArray()
            .SelectMany(package =>
                package
                    .GetProperty("pages")
                    .EnumerateArray()
                    .Select(page => $"{Text(package, "root")}/{Text(page, "path")}")
            );
        return [.. main, .. others];
    }

    public string FileOf(Scene scene, Glass glass) =>
        Path.Combine(folder.FullName, $"{scene.Name} {glass.Name}.png".Replace('/', '-').Replace(' ', '-'));

    public void Add(Scene scene, Glass glass, string[] faults) =>
        _pictures.Add((scene, glass, Path.GetFileName(FileOf(scene, glass)), faults));

    public async Task WriteAsync(CancellationToken cancel)
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><title>Pages and states</title><style>");
        html.Append("body{font:15px sans-serif;margin:24px}figure{display:inline-block;vertical-align:top;margin:8px}");
        html.Append("img{border:1px solid #999;max-height:620px}figcaption{max-width:320px}.fault{color:#b00}</style>");
        foreach (var page in Pages())
        {
            html.Append($"<h2>{page}</h2><ul>");
            foreach (var line in await ChecklistAsync(page, cancel))
                html.Append($"<li>{WebUtility.HtmlEncode(line)}</li>");
            html.Append("</ul>");
            foreach (var (scene, glass, file, faults) in _pictures.Where(picture => picture.Scene.Page == page))
            {
                html.Append($"<figure><img loading=lazy src=\"{file}\"><figcaption>{scene.State}, {glass.Name}");
                foreach (var fault in faults)
                    html.Append($"<div class=fault>{WebUtility.HtmlEncode(fault)}</div>");
                html.Append("</figcaption></figure>");
            }
        }
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "index.html"), html.ToString(), cancel);
    }

    /// <summary>The lines of client/docs/pages.md about a page.</summary>
    public static async Task<IReadOnlyList<string>> ChecklistAsync(string page, CancellationToken cancel)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Client.FullName, "docs/pages.md"), cancel);
        return
        [
            .. lines
                .SkipWhile(line => line != $"## {page}")
                .Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
                .Select(line => line[2..]),
        ];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
