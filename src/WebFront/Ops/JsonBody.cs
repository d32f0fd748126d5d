using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Reads and writes the small bodies of a rush, which lie in memory whole: the framework's reader and writer cost several times as much,
/// and the latter sends chunks.
/// </summary>
internal static class JsonBody
{
    /// <summary>Longest body whose buffer is kept for the next one, in bytes.</summary>
    private const int MaxKept = 4_096;

    [ThreadStatic]
    private static Writing? _kept;

    /// <summary>Reads the body by the rules of <see cref="JsonRules"/>.</summary>
    /// <exception cref="BadHttpRequestException">
    /// The body is not declared as JSON (415), is too long (413), or is empty, cut off or against a rule (400, with the
    /// <see cref="JsonException"/> inside), as the framework's own reader says.
    /// </exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext http)
        where T : class
    {
        if (http.Request.ContentType != MediaTypeNames.Application.Json && !http.Request.HasJsonContentType())
            throw new BadHttpRequestException("The body is not declared as JSON.", 415);
        var reader = http.Request.BodyReader;
        try
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            while (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await reader.ReadAsync(http.RequestAborted);
            }
            var body = read.Buffer;
            try
            {
                return Parse<T>(body.IsSingleSegment ? body.FirstSpan : body.ToArray());
            }
            finally
            {
                // A read that is left open would cost the connection.
                reader.AdvanceTo(body.End);
            }
        }
        catch (IOException lost) when (lost is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body was cut off.", 400, lost);
        }
    }

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

    private static T Parse<T>(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            throw new BadHttpRequestException("The body is missing.", 400);
        try
        {
            return JsonSerializer.Deserialize(body, TypeInfo<T>.OfT)
                ?? throw new BadHttpRequestException("The body is null.", 400);
        }
        catch (JsonException wrong)
        {
            throw new BadHttpRequestException("The body cannot be read.", 400, wrong);
        }
    }

    private static class TypeInfo<T>
    {
        public static readonly JsonTypeInfo<T> OfT = (JsonTypeInfo<T>)JsonRules.Options.GetTypeInfo(typeof(T));
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
