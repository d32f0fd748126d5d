using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FuelGrains.Load.Benchmarks.Startup;

/// <summary>
/// Requests a garbage collection of another .NET process through its diagnostic socket: without a collection, memory is measured with the
/// garbage of reading a million rows. The protocol is dotnet/diagnostics' ipc-protocol.md.
/// </summary>
internal static class FullCollection
{
    private const byte EventPipe = 0x02;
    private const byte CollectTracing2 = 0x03;

    /// <summary>GCHeapCollect: a session with this keyword starts with a full, blocking collection.</summary>
    private const ulong Collect = 0x800000;
    private const uint Informational = 4;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(15);

    /// <returns>False when the process offers no socket: the process runs elsewhere, or as another user.</returns>
    public static async Task<bool> RequestAsync(int process, TimeProvider time, CancellationToken stop)
    {
        var name = $"dotnet-diagnostic-{process}-*-socket";
        if (Directory.EnumerateFiles(Path.GetTempPath(), name).FirstOrDefault() is not { } path)
            return false;

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
        await socket.SendAsync(Request(), stop);

        // The session's events are of no interest; a second of silence says that the collection is over.
        var events = new byte[64 * 1024];
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < GiveUpAfter)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
            silence.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                if (await socket.ReceiveAsync(events, silence.Token) == 0)
                    break;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                break;
            }
        }
        return true;
    }

    private static byte[] Request()
    {
        using var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload, Encoding.Unicode, leaveOpen: true))
        {
            writer.Write(16u); // MB of buffer
            writer.Write(1u); // nettrace format
            writer.Write((byte)0); // no rundown
            writer.Write(1u); // one provider
            writer.Write(Collect);
            writer.Write(Informational);
            Text(writer, "Microsoft-Windows-DotNETRuntime");
            Text(writer, "");
        }
        var message = new byte[20 + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        (message[16], message[17]) = (EventPipe, CollectTracing2);
        payload.ToArray().CopyTo(message, 20);
        return message;
    }

    /// <summary>Writes the length in characters with the closing zero, then UTF-16; an empty text is a length of zero.</summary>
    private static void Text(BinaryWriter writer, string text)
    {
        writer.Write(text.Length == 0 ? 0u : (uint)text.Length + 1);
        if (text.Length > 0)
            writer.Write(Encoding.Unicode.GetBytes(text + '\0'));
    }
}
