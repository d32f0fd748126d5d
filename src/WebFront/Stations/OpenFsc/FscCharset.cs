using System.Text;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>The encodings of the protocol, strict both ways: bytes that an encoding does not have are an error, never a guess.</summary>
public static class FscCharset
{
    /// <summary>The encoding that every connection begins with.</summary>
    public static readonly Encoding Ascii = Strict(Encoding.ASCII);

    private static readonly Encoding Windows1252 = Strict(CodePagesEncodingProvider.Instance.GetEncoding(1252)!);
    private static readonly Encoding Latin1 = Strict(Encoding.Latin1);
    private static readonly Encoding Utf8 = Strict(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    // 1252 leaves five bytes undefined, which the framework's table passes through as controls.
    private static readonly System.Buffers.SearchValues<byte> NotIn1252 = System.Buffers.SearchValues.Create([
        0x81,
        0x8D,
        0x8F,
        0x90,
        0x9D,
    ]);

    public static Encoding? Find(string name) =>
        name.ToUpperInvariant() switch
        {
            "WINDOWS-1252" => Windows1252,
            "ISO-8859-1" => Latin1,
            "UTF-8" => Utf8,
            _ => null,
        };

    /// <summary>Null: not text of this encoding.</summary>
    public static string? Decode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        if (encoding == Windows1252 && bytes.ContainsAny(NotIn1252))
            return null;
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// Characters that the encoding does not have become question marks. Only human-readable texts of the server can contain them.
    /// </summary>
    public static byte[] Encode(Encoding encoding, string text)
    {
        try
        {
            return encoding.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return Encoding.ASCII.GetBytes(text);
        }
    }

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        return strict;
    }
}
