namespace FuelGrains.WeChatSimulator.Hosting;

/// <summary>How a simulator is set up; see README.md.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Where it listens; a port of 0 takes a free one.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:5099";

    /// <summary>Keys and journal, kept over restarts. Null: memory only.</summary>
    public string? Folder { get; set; }

    public string? Journal { get; set; }

    public string? MerchantId { get; set; }
    public string? AppId { get; set; }

    /// <summary>Empty: any secret will do.</summary>
    public string AppSecret { get; set; } = "";

    public string? ApiV3Key { get; set; }
    public string? MerchantPublicKeyFile { get; set; }
    public string? MerchantSerial { get; set; }
    public int KeyBits { get; set; } = 2_048;

    /// <summary>WeChat's callback schedule is divided by it.</summary>
    public double TimeFactor { get; set; } = 1;

    /// <summary>From an accepted refund to SUCCESS.</summary>
    public TimeSpan RefundAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Messages that each openid and template may get before any consent is granted.</summary>
    public int FreeConsents { get; set; }

    /// <summary>Payments, and as many refunds, in memory: some 200 MB. When full, prepay answers SYSTEM_ERROR.</summary>
    public int MaxTrades { get; set; } = 200_000;

    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(7_200);
}
