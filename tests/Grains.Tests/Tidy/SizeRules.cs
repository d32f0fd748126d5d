using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>A line, a method, a file and a folder are each read at one sitting.</summary>
public sealed class SizeRules
{
    private const int WidestLine = 140;
    private const int LongestMethod = 60;

    /// <summary>Characters of code a file: without comments, blank lines and indentation, so that width does not buy length.</summary>
    private const int MostCode = 8_000;

    private const int MostFiles = 20;

    [Fact]
    public void No_line_is_wider_than_140_characters() =>
        ShouldHold(
            "Break the line: `dotnet csharpier format .` and `npm run format` do most of it.",
            Sources
                .Of(".cs", ".js", ".css", ".html", ".sql", ".sh")
                .Concat(Files.Where(f => f == ".ci/run"))
                .SelectMany(f => Lines(f).Select((text, i) => (File: f, Number: i + 1, text.Length)))
                .Where(l => l.Length > WidestLine)
                .Select(l => $"{l.File}:{l.Number}: {l.Length}")
        );

    [Fact]
    public void No_file_has_more_than_8000_characters_of_code() =>
        ShouldHold(
            "A file with this much in it holds more than one thing: split it.",
            Sources
                .Of(".cs", ".js", ".css")
                .Select(f => (File: f, Characters: CodeOf(f)))
                .Where(f => f.Characters > MostCode)
                .Select(f => $"{f.File}: {f.Characters}")
        );

    [Fact]
    public void No_method_is_longer_than_60_lines() =>
        ShouldHold(
            "A method this long has parts with names of their own.",
            from file in Sources.Of(".cs")
            from method in CSharpSyntaxTree
                .ParseText(Read(file))
                .GetRoot()
                .DescendantNodes()
                .OfType<BaseMethodDeclarationSyntax>()
            let lines = LinesOf(method)
            where lines > LongestMethod
            select $"{file}: {NameOf(method)} has {lines} lines"
        );

    [Fact]
    public void No_folder_of_code_has_more_than_20_files() =>
        ShouldHold(
            "A folder with this many files is about more than one thing.",
            Sources
                .Of(".cs", ".js", ".css", ".html")
                .GroupBy(f => f[..f.LastIndexOf('/')])
                .Where(folder => folder.Count() > MostFiles)
                .Select(folder => $"{folder.Key}: {folder.Count()} files")
        );

    // Usings say where names come from; they are no code to read.
    private static int CodeOf(string file) =>
        Lines(file)
            .Select(line => line.Trim())
            .Where(line => !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal))
            .Sum(line => line.Length);

    private static int LinesOf(BaseMethodDeclarationSyntax method)
    {
        var span = (method.Body ?? (SyntaxNode?)method.ExpressionBody ?? method).GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string NameOf(BaseMethodDeclarationSyntax method) =>
        method switch
        {
            MethodDeclarationSyntax named => named.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            _ => method.Kind().ToString(),
        };
}
