using System.Net;
using System.Net.Sockets;

namespace FuelGrains.Silo.Hosting;

internal static class FreePort
{
    // The system gives ports from 32,768 on to outgoing connections: one of those may be taken before the silo listens.
    private const int First = 20_000;
    private const int End = 32_768;
    private const int Tries = 1_000;

    /// <summary>The port itself, or a free one when it is zero.</summary>
    public static int Or(int port)
    {
        if (port != 0)
            return port;
        for (var i = 0; i < Tries; i++)
        {
            var tried = Random.Shared.Next(First, End);
            if (IsFree(tried))
                return tried;
        }
        throw new InvalidOperationException($"No port from {First} to {End - 1} is free.");
    }

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
