namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Cuts a stream of bytes into lines, whatever frames they come in: a message may be split over frames, and a frame may
/// hold several. A line that is too long is skipped to its end; memory never holds more than one line.
/// </summary>
public sealed class FscLines
{
    /// <summary>The longest line, 8 KB. A CAPABILITY with every method has 300 bytes.</summary>
    public const int Longest = 8 * 1024;

    /// <summary>The length of the kept head of a line that is too long, to find its tag.</summary>
    private const int HeadKept = 160;

    private readonly byte[] _line = new byte[Longest];
    private int _length;
    private bool _skipping;

    /// <summary>Gets the line's bytes without CR LF. Of a faulty line, enough bytes to find its tag.</summary>
    public delegate void OnLine(ReadOnlySpan<byte> line, FscLineFault fault);

    public void Add(ReadOnlySpan<byte> bytes, OnLine found)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            Keep(part);
            if (end < 0)
                return;
            Finish(found);
            bytes = bytes[(end + 1)..];
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_skipping)
            return;
        if (part.Length > Longest - _length)
        {
            part[..Math.Min(part.Length, Longest - _length)].CopyTo(_line.AsSpan(_length));
            (_skipping, _length) = (true, Longest);
            return;
        }
        part.CopyTo(_line.AsSpan(_length));
        _length += part.Length;
    }

    private void Finish(OnLine found)
    {
        var line = _line.AsSpan(0, _length);
        if (_skipping)
            found(line[..HeadKept], FscLineFault.TooLong);
        // CR is valid before LF and nowhere else.
        else if (line is not [.. var text, (byte)'\r'] || text.Contains((byte)'\r'))
            found(line, FscLineFault.BadEnd);
        else
            found(text, FscLineFault.None);
        (_length, _skipping) = (0, false);
    }
}

public enum FscLineFault
{
    None = 0,
    TooLong = 1,
    BadEnd = 2,
}
