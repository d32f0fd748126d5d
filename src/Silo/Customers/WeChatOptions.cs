namespace FuelGrains.Silo.Customers;

/// <summary>The mini-program's identity at WeChat. Section <c>WeChat</c>.</summary>
public sealed class WeChatOptions
{
    /// <summary>The simulator answers instead of WeChat. Refused in Production. Default: only in Development.</summary>
    public bool Simulator { get; set; }

    /// <summary>The address of WeChat or of the simulator. Default: api.weixin.qq.com; with the simulator on: its own listener.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>The folder in which the simulator of this process keeps keys and payments over a restart. Default: memory only.</summary>
    public string? SimulatorFolder { get; set; }

    public string AppId { get; set; } = "";
    public string AppSecret { get; set; } = "";
}
