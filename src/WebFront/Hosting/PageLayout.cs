using System.Text;

namespace FuelGrains.WebFront.Hosting;

/// <summary>
/// Builds a page from its own part and the frame that all pages share. Both are embedded HTML files: <c>_layout.html</c>
/// holds the head and the slots; a <c>&lt;header&gt;</c> without attributes in a page becomes the top bar of <c>_top.html</c>.
/// </summary>
internal static class PageLayout
{
    /// <summary>The whole page as UTF-8. A missing file or slot throws: all pages are built at start.</summary>
    public static byte[] Build(string name)
    {
        var page = Read(name);
        var html = Fill(Read("_layout.html"), "head", Inner(page, "head"));
        html = Fill(html, "body", Inner(page, "body"));
        if (html.Contains("<header>", StringComparison.Ordinal))
        {
            var own = Inner(html, "header");
            html = html.Replace(
                $"<header>{own}</header>",
                Fill(Read("_top.html"), "header", own),
                StringComparison.Ordinal
            );
        }
        return Encoding.UTF8.GetBytes(html);
    }

    private static string Fill(string frame, string slot, string content)
    {
        var mark = $"<!-- slot: {slot} -->";
        return frame.Contains(mark, StringComparison.Ordinal)
            ? frame.Replace(mark, content.Trim(), StringComparison.Ordinal)
            : throw new InvalidOperationException($"The page frame has no slot '{slot}'.");
    }

    private static string Inner(string html, string element)
    {
        var (open, close) = ($"<{element}>", $"</{element}>");
        var start = html.IndexOf(open, StringComparison.Ordinal);
        var end = html.IndexOf(close, StringComparison.Ordinal);
        return start >= 0 && end > start
            ? html[(start + open.Length)..end]
            : throw new InvalidOperationException($"A page has no <{element}>.");
    }

    private static string Read(string name)
    {
        using var stream =
            typeof(PageLayout).Assembly.GetManifestResourceStream($"Pages/{name}")
            ?? throw new InvalidOperationException($"The page {name} is not part of the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
