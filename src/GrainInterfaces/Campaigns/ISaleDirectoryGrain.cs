namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>Reads sales from the ledger for lists and first contact, so that neither wakes a sale's own grain.</summary>
[Alias("fuel.sale-directory")]
public interface ISaleDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>A published, paused or closed sale of either kind; null for drafts and unknown ids alike.</summary>
    [Alias("find-public")]
    Task<SaleView?> FindPublicAsync(SaleId sale);

    /// <summary>Any sale, drafts too; null for unknown ids.</summary>
    [Alias("find")]
    Task<SaleView?> FindAsync(SaleId sale);

    /// <summary>Flash sales that customers may see, newest start first, at most <paramref name="limit"/>.</summary>
    [Alias("list-public")]
    Task<ImmutableArray<SaleView>> ListPublicAsync(int limit);

    /// <summary>Every flash sale, drafts too, newest first, at most <paramref name="limit"/>.</summary>
    [Alias("list-all")]
    Task<ImmutableArray<SaleView>> ListAllAsync(int limit);
}
