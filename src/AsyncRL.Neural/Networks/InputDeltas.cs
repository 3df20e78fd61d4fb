namespace AsyncRL.Neural;

/// <summary>
/// The gradient of a network's input, slot by slot. Where several layers read the input (the first ones of several towers, or the
/// numbers that are joined to an image's features), their shares are added up.
/// </summary>
internal sealed unsafe class InputDeltas
{
    private readonly int stride;
    private readonly AlignedFloats sums;
    private readonly AlignedFloats? share;

    public InputDeltas(NetworkDescription description, int slots, int stride)
    {
        this.stride = stride;
        sums = new AlignedFloats(slots * stride);
        int readers = description.Stages.Count(s => s.Source < 0 || s is JoinStage);
        share = readers > 1 ? new AlignedFloats(slots * stride) : null;
    }

    public ReadOnlySpan<float> Row(int slot, int length) => sums.Span.Slice(slot * stride, length);

    public void Begin(int firstSlot, int count)
    {
        if (share is not null)
        {
            sums.Span.Slice(firstSlot * stride, count * stride).Clear();
        }
    }

    /// <summary>Where a layer that reads the input writes its share, rows of the input's stride from a slot on.</summary>
    public float* Share(int firstSlot) => (share ?? sums).Pointer + (nint)firstSlot * stride;

    /// <summary>Takes what a layer has written there.</summary>
    public void Add(KernelSet kernels, int firstSlot, int count)
    {
        if (share is not null)
        {
            kernels.AddTo(sums.Pointer + (nint)firstSlot * stride, Share(firstSlot), count * stride);
        }
    }

    /// <summary>Adds the share of the numbers that a join has put behind an image's features.</summary>
    public void AddExtras(JoinStage join, float* delta, int firstSlot, int count) =>
        join.AddExtraGradients(delta, sums.Pointer + (nint)firstSlot * stride, stride, count);
}
