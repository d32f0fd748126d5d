using System.Buffers.Text;
using System.Text;

namespace FuelGrains.Load.Benchmarks.Viewers;

/// <summary>Finds members of a sale's message in its bytes: a parser would cost more than the server's work for it.</summary>
internal static class SaleMessage
{
    public static long? Held(ReadOnlySpan<byte> message) => Number(message, "\"held\":"u8);

    public static long? Stock(ReadOnlySpan<byte> message) => Number(message, "\"stock\":"u8);

    public static bool IsPaused(ReadOnlySpan<byte> message) => message.IndexOf("\"status\":\"paused\""u8) >= 0;

    public static bool IsPublished(ReadOnlySpan<byte> message) => message.IndexOf("\"status\":\"published\""u8) >= 0;

    public static bool IsResync(ReadOnlySpan<byte> message) => message.IndexOf("\"target\":\"resync\""u8) >= 0;

    /// <summary>The topic of a message; null: it has none.</summary>
    public static string? Topic(ReadOnlySpan<byte> message)
    {
        var start = message.IndexOf("\"topic\":\""u8);
        if (start < 0)
            return null;
        var topic = message[(start + "\"topic\":\"".Length)..];
        return topic.IndexOf((byte)'"') is >= 0 and var end ? Encoding.UTF8.GetString(topic[..end]) : null;
    }

    /// <summary>How long a client waits before it takes the snapshot that it is told to take.</summary>
    public static TimeSpan Delay(ReadOnlySpan<byte> message) =>
        TimeSpan.FromMilliseconds(Number(message, "\"delayMs\":"u8) ?? 0);

    private static long? Number(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name) =>
        message.IndexOf(name) is >= 0 and var at
        && Utf8Parser.TryParse(message[(at + name.Length)..], out long value, out _)
            ? value
            : null;
}
