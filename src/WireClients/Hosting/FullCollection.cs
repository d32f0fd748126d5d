using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace FuelGrains.WireClients.Hosting;

/// <summary>
/// Requests a garbage collection of another .NET process through its diagnostic socket: without a collection, memory is measured with the
/// garbage of reading a million rows.
/// </summary>
public static class FullCollection
{
    /// <summary>GCHeapCollect: a session with this keyword starts with a full, blocking collection.</summary>
    private const long Collect = 0x800000;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(15);

    /// <returns>False when the process offers no socket: the process runs elsewhere, or as another user.</returns>
    public static async Task<bool> RequestAsync(int process, TimeProvider time, CancellationToken stop)
    {
        if (!DiagnosticsClient.GetPublishedProcesses().Contains(process))
            return false;
        EventPipeProvider[] runtime = [new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, Collect)];
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync(
            runtime,
            requestRundown: false,
            circularBufferMB: 16,
            stop
        );

        // The session's events are of no interest; a second of silence says that the collection is over.
        var events = new byte[64 * 1024];
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < GiveUpAfter)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
            silence.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                if (await session.EventStream.ReadAsync(events, silence.Token) == 0)
                    break;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                break;
            }
        }
        return true;
    }
}
