namespace FuelGrains.Load.Product;

/// <param name="Connections">How many requests may be on their way at once.</param>
/// <param name="Timeout">After this the answer is unknown, and the press is repeated with its key.</param>
internal sealed record HttpLimits(int Connections, TimeSpan Timeout)
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
