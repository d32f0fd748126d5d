using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>
/// The addresses that WeChat calls back. The default with a simulator in this process is the process's own listener.
/// </summary>
internal sealed class NotifyAddress(WeChatPayIdentity identity, IServer? server = null)
{
    private static readonly string[] AnyHost = ["://[::]", "://0.0.0.0", "://*", "://+", "://localhost"];

    public Uri Payments => new($"{Base()}/api/wechat/pay-notify");

    public Uri Refunds => new($"{Base()}/api/wechat/refund-notify");

    private string Base() => identity.NotifyBaseUrl is { } url ? url.ToString().TrimEnd('/') : Own();

    private string Own()
    {
        var listening =
            server?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException(
                "WeChatPay:NotifyBaseUrl is not set, and this process listens nowhere."
            );
        foreach (var host in AnyHost)
            listening = listening.Replace(host, "://127.0.0.1", StringComparison.Ordinal);
        return listening.TrimEnd('/');
    }
}
