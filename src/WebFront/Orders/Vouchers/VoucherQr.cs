using System.Globalization;
using System.Text;
using QRCoder;

namespace FuelGrains.WebFront.Orders.Vouchers;

/// <summary>A code as a QR symbol in SVG: one path, dark on white, with the quiet zone that scanners need.</summary>
internal static class VoucherQr
{
    public static string Svg(string code)
    {
        using var generator = new QRCodeGenerator();
        // Level M corrects 15 % of the symbol, enough for a scratched screen.
        using var symbol = generator.CreateQrCode(code, QRCodeGenerator.ECCLevel.M);
        var rows = symbol.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        for (var x = 0; x < rows.Count; x++)
            if (rows[y][x])
                path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {rows.Count} {rows.Count}" shape-rendering="crispEdges">"""
                + $"""<path fill="#fff" d="M0 0h{rows.Count}v{rows.Count}H0z"/><path d="{path}"/></svg>"""
        );
    }

    /// <summary>The code in groups of four, as people read it out.</summary>
    public static string Groups(string code) => string.Join('-', code.Chunk(4).Select(group => new string(group)));
}
