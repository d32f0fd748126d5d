using System.Buffers;
using System.Text.Json;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Writes the small bodies of a rush, whose length is known before the first byte leaves: the framework's writer costs several times as
/// much, and sends chunks.
/// </summary>
internal static class JsonBody
{
    /// <summary>Longest body whose buffer is kept for the next one, in bytes.</summary>
    private const int MaxKept = 4_096;

    [ThreadStatic]
    private static Writing? _kept;

    /// <summary>Writes a body and its length.</summary>
    /// <param name="write">A static function: a body allocates no closure.</param>
    public static async Task SendAsync<T>(HttpContext http, T body, Action<Utf8JsonWriter, T> write)
    {
        var response = http.Response;
        var writing = _kept ?? new();
        _kept = null;
        write(writing.Json, body);
        writing.Json.Flush();
        response.ContentLength = writing.Bytes.WrittenCount;
        response.BodyWriter.Write(writing.Bytes.WrittenSpan);
        writing.Clear();
        if (writing.Bytes.Capacity <= MaxKept)
            _kept = writing;
        await response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private sealed class Writing
    {
        public Writing() => Json = new(Bytes, new() { Encoder = JsonRules.Options.Encoder });

        public ArrayBufferWriter<byte> Bytes { get; } = new(512);
        public Utf8JsonWriter Json { get; }

        public void Clear()
        {
            Bytes.ResetWrittenCount();
            Json.Reset();
        }
    }
}
