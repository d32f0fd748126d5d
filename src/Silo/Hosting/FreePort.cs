using System.Net;
using System.Net.Sockets;

namespace FuelGrains.Silo.Hosting;

internal static class FreePort
{
    /// <summary>The port itself, or a free one when it is zero.</summary>
    public static int Or(int port)
    {
        if (port != 0)
            return port;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
