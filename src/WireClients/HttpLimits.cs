namespace FuelGrains.WireClients;

/// <param name="Connections">The most requests on their way at once.</param>
/// <param name="Timeout">The time after which an answer counts as unknown, and the request is repeated with its key.</param>
public sealed record HttpLimits(int Connections, TimeSpan Timeout)
{
    public HttpClient Client(Uri address) =>
        new(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = Connections,
                // A proxy or a cookie jar of the machine would be measured too.
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
            }
        )
        {
            BaseAddress = address,
            Timeout = Timeout,
        };
}
