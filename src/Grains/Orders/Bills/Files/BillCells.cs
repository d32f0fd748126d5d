namespace FuelGrains.Grains.Orders.Bills.Files;

/// <summary>
/// The cells of one row. A back-quote begins each cell, so <c>,`</c> separates two; the free text may hold that separator too,
/// and takes whatever the columns on both of its sides leave.
/// </summary>
internal sealed class BillCells(int columns, int freeText)
{
    private const string Separator = ",`";

    private readonly Range[] _cells = new Range[columns];
    private string _row = "";

    public ReadOnlySpan<char> this[int column] => _row.AsSpan(_cells[column]);

    /// <summary>False: the row has too few cells.</summary>
    public bool TrySplit(string row)
    {
        if (row is not ['`', ..])
            return false;
        _row = row;
        var (from, to) = (1, row.Length);
        for (var i = 0; i < freeText; i++)
        {
            var end = row.IndexOf(Separator, from, StringComparison.Ordinal);
            if (end < 0)
                return false;
            _cells[i] = from..end;
            from = end + Separator.Length;
        }
        for (var i = columns - 1; i > freeText; i--)
        {
            var end = row.AsSpan(from, to - from).LastIndexOf(Separator, StringComparison.Ordinal);
            if (end < 0)
                return false;
            _cells[i] = (from + end + Separator.Length)..to;
            to = from + end;
        }
        _cells[freeText] = from..to;
        return true;
    }
}
