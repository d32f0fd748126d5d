using System.Buffers.Text;

namespace FuelGrains.Load.Benchmarks.Viewers;

/// <summary>Finds members of a sale's message in its bytes: a parser would cost more than the server's work for it.</summary>
internal static class SaleMessage
{
    public static long? Held(ReadOnlySpan<byte> message) => Number(message, "\"held\":"u8);

    public static long? Stock(ReadOnlySpan<byte> message) => Number(message, "\"stock\":"u8);

    public static bool IsPaused(ReadOnlySpan<byte> message) => message.IndexOf("\"status\":\"paused\""u8) >= 0;

    public static bool IsPublished(ReadOnlySpan<byte> message) => message.IndexOf("\"status\":\"published\""u8) >= 0;

    public static bool IsResync(ReadOnlySpan<byte> message) => message.IndexOf("\"target\":\"resync\""u8) >= 0;

    private static long? Number(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name) =>
        message.IndexOf(name) is >= 0 and var at
        && Utf8Parser.TryParse(message[(at + name.Length)..], out long value, out _)
            ? value
            : null;
}
