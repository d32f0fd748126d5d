using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FuelGrains.WireClients.Hosting;

/// <summary>
/// Ports that stay free while their process is down: below the range from which the system takes those of outgoing connections
/// (a burst would sooner or later sit on one), and never the same twice in a run.
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 8_000;

    // Two runs side by side start at different places.
    private static int s_next = Environment.ProcessId * 37 % Count;

    public static int Next()
    {
        for (var i = 0; i < Count; i++)
        {
            var port = First + (Interlocked.Increment(ref s_next) & int.MaxValue) % Count;
            if (IsFree(port))
                return port;
        }
        throw new InvalidOperationException("No port is free.");
    }

    public static string NextText() => Next().ToString(CultureInfo.InvariantCulture);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
