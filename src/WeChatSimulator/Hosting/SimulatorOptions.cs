namespace FuelGrains.WeChatSimulator.Hosting;

/// <summary>Settings of a simulator; see README.md.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The address on which the simulator listens; port 0 takes a free one.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:5099";

    /// <summary>The folder that keeps keys and journal over restarts. Null: memory only.</summary>
    public string? Folder { get; set; }

    public string? Journal { get; set; }

    public string? MerchantId { get; set; }
    public string? AppId { get; set; }

    /// <summary>The mini-program's secret. Empty: any secret will do.</summary>
    public string AppSecret { get; set; } = "";

    public string? ApiV3Key { get; set; }
    public string? MerchantPublicKeyFile { get; set; }
    public string? MerchantSerial { get; set; }
    public int KeyBits { get; set; } = 2_048;

    /// <summary>WeChat's callback schedule is divided by this factor.</summary>
    public double TimeFactor { get; set; } = 1;

    /// <summary>Time from an accepted refund to SUCCESS.</summary>
    public TimeSpan RefundAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>WeChat manages the mini-program's shipping, so it freezes payments until their shipping is reported.</summary>
    public bool Managed { get; set; } = true;

    /// <summary>Time from the report of a payment's shipping until its money is released. Null: WeChat's, in days.</summary>
    public TimeSpan? ReleaseAfter { get; set; }

    /// <summary>Messages that each openid and template may get before any consent is granted.</summary>
    public int FreeConsents { get; set; }

    /// <summary>Most payments, and as many refunds, in memory: some 200 MB. When full, prepay answers SYSTEM_ERROR.</summary>
    public int MaxTrades { get; set; } = 200_000;

    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(7_200);
}
