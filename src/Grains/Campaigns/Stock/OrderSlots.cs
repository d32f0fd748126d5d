using System.Numerics;
using FuelGrains.Grains.Campaigns.Hoarding;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// A shard's orders in memory, at about 110 bytes each, found by customer or by idempotency key in one step.
/// The clean form, objects in dictionaries, takes about three times that and gives the collector millions of
/// objects to walk (<c>load -- figures --only reopen</c> measures ours).
/// </summary>
public sealed class OrderSlots
{
    // Chunks, because doubling one array would hold the old and the new one at the worst moment.
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<OrderSlot[]> _chunks = [];
    private int[] _byCustomer = NewBuckets(1024);
    private int[] _byKey = NewBuckets(1024);

    public int Count { get; private set; }

    /// <summary>Counts what all customers let go.</summary>
    public LetGoTally LetGo { get; } = new();

    public ref OrderSlot this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    /// <summary>Makes room for a known number of orders, so that opening a shard never rehashes.</summary>
    public void Reserve(long orders)
    {
        var wanted = (int)Math.Min(1 << 30, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(orders, 1024)));
        if (wanted > _byCustomer.Length)
            Rehash(wanted);
    }

    public int Add(in OrderSlot slot)
    {
        if (Count == _byCustomer.Length)
            Rehash(_byCustomer.Length * 2);
        if (Count >> ChunkBits == _chunks.Count)
            _chunks.Add(new OrderSlot[ChunkSize]);
        var index = Count++;
        ref var stored = ref this[index];
        stored = slot;
        var customer = Standing(slot.Customer);
        stored.CustomerUnits = customer.Units + slot.Counted;
        stored.CustomerLetGo = customer.LetGo;
        Link(ref stored, index);
        CountLetGo(ref stored, default, slot.OrderState.LetGo);
        return index;
    }

    /// <summary>The standing of a customer: the units that count against the limit, and what was let go.</summary>
    public CustomerStanding Standing(CustomerId customer)
    {
        var latest = Latest(customer);
        if (latest < 0)
            return default;
        ref var slot = ref this[latest];
        return new(slot.CustomerUnits, slot.CustomerLetGo);
    }

    /// <summary>Changes a slot's state and keeps its customer's standing in step.</summary>
    public void Set(int index, in OrderState next, SlotState state)
    {
        ref var slot = ref this[index];
        var (counted, letGo) = (slot.Counted, slot.OrderState.LetGo);
        (slot.OrderState, slot.State) = (next, state);
        if (counted == slot.Counted && letGo == next.LetGo)
            return;
        ref var latest = ref this[Latest(slot.Customer)];
        latest.CustomerUnits += slot.Counted - counted;
        CountLetGo(ref latest, letGo, next.LetGo);
    }

    /// <summary>The slot of a customer's idempotency key, or -1.</summary>
    public int FindKey(CustomerId customer, Guid keyHash)
    {
        var i = _byKey[KeyBucket(customer, keyHash)];
        while (i >= 0)
        {
            ref var slot = ref this[i];
            if (slot.KeyHash == keyHash && slot.Customer == customer && slot.State != SlotState.Dead)
                return i;
            i = slot.NextOfKey;
        }
        return -1;
    }

    /// <summary>The slot of a customer's order, or -1.</summary>
    public int Find(OrderId order, CustomerId customer)
    {
        var i = _byCustomer[CustomerBucket(customer)];
        // The customer is compared too: others share the bucket, and an order is found for its own customer alone.
        while (i >= 0 && (this[i].Id != order || this[i].Customer != customer))
            i = this[i].NextOfCustomer;
        return i;
    }

    /// <summary>True when an order of the customer waits for its payment, or may still be paid.</summary>
    public bool HasUnpaid(CustomerId customer)
    {
        for (var i = _byCustomer[CustomerBucket(customer)]; i >= 0; i = this[i].NextOfCustomer)
            if (this[i].Customer == customer && this[i].State != SlotState.Dead && this[i].OrderState.Held > 0)
                return true;
        return false;
    }

    private void CountLetGo(ref OrderSlot latest, LetGo was, LetGo now)
    {
        if (was == now)
            return;
        var before = latest.CustomerLetGo;
        latest.CustomerLetGo = before.Replace(was, now);
        LetGo.Replace((was, now), (before, latest.CustomerLetGo));
    }

    // Different customers may share a bucket: walk over the others.
    private int Latest(CustomerId customer)
    {
        var i = _byCustomer[CustomerBucket(customer)];
        while (i >= 0 && this[i].Customer != customer)
            i = this[i].NextOfCustomer;
        return i;
    }

    private int CustomerBucket(CustomerId customer) => customer.Value.GetHashCode() & (_byCustomer.Length - 1);

    private int KeyBucket(CustomerId customer, Guid keyHash) =>
        (customer.Value.GetHashCode() ^ keyHash.GetHashCode()) & (_byKey.Length - 1);

    private void Link(ref OrderSlot slot, int index)
    {
        ref var ofCustomer = ref _byCustomer[CustomerBucket(slot.Customer)];
        (slot.NextOfCustomer, ofCustomer) = (ofCustomer, index);
        ref var ofKey = ref _byKey[KeyBucket(slot.Customer, slot.KeyHash)];
        (slot.NextOfKey, ofKey) = (ofKey, index);
    }

    private void Rehash(int size)
    {
        (_byCustomer, _byKey) = (NewBuckets(size), NewBuckets(size));
        for (var i = 0; i < Count; i++)
            Link(ref this[i], i);
    }

    private static int[] NewBuckets(int size)
    {
        var buckets = new int[size];
        Array.Fill(buckets, -1);
        return buckets;
    }
}

/// <param name="Units">Units that count against the campaign's limit.</param>
public readonly record struct CustomerStanding(int Units, LetGo LetGo);
