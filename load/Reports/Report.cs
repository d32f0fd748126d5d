using System.Globalization;
using System.Text;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Reports;

/// <summary>A result as Markdown: read on the screen as it is, and kept as a file.</summary>
internal sealed class Report(string title)
{
    private readonly StringBuilder text = new($"# {title}{Environment.NewLine}");

    public Report Section(string heading)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {heading}");
        return this;
    }

    public Report Paragraph(string words)
    {
        text.AppendLine().AppendLine(words);
        return this;
    }

    public Report Bullets(IEnumerable<string> lines)
    {
        text.AppendLine();
        foreach (var line in lines)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {line}");
        return this;
    }

    /// <summary>Columns are padded, so that the table can be read in a terminal too.</summary>
    public Report Table(string[] head, IEnumerable<string[]> body)
    {
        // The beginning of an answer may stand in a cell: its bars must not end the cell.
        var rows = body.Select(r => r.Select(c => c.Replace('|', '/')).ToArray()).ToList();
        var widths = head.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        text.AppendLine();
        Row(head, widths);
        Row([.. widths.Select(w => new string('-', w))], widths);
        foreach (var row in rows)
            Row(row, widths);
        return this;
    }

    public override string ToString() => text.ToString();

    /// <summary>Prints it and writes it to <c>results/(UTC date-time)-(name).md</c>.</summary>
    public async Task PublishAsync(string folder, string name, TimeProvider time)
    {
        Console.WriteLine();
        Console.WriteLine(this);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(
            folder,
            $"{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{name}.md"
        );
        await File.WriteAllTextAsync(file, ToString());
        Console.WriteLine($"Written: {Path.GetRelativePath(Environment.CurrentDirectory, file)}");
    }

    private void Row(string[] cells, int[] widths) =>
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {string.Join(" | ", cells.Select((c, i) => c.PadRight(widths[i])))} |"
        );
}
