using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Parameters;

/// <summary>
/// The parameters that actors play with: theta whole, between two updates, or as it was some updates ago.
/// </summary>
/// <remarks>
/// Part of the memory that threads share, under its own contract: the learner applies an update under this lock and actors copy
/// under it, so that no actor ever plays with half an update. A held-back policy keeps the last versions, one more than the lag.
/// </remarks>
internal sealed class PublishedParameters : IParameterVersions
{
    private readonly Lock gate = new();
    private readonly ParameterVector theta;
    private readonly int lag;
    private readonly ParameterVector[] versions;
    private long version;

    /// <summary>Publishes theta as it is: version 0.</summary>
    /// <param name="theta">The parameters that are learnt.</param>
    /// <param name="lag">Updates that actors are held back by.</param>
    public PublishedParameters(ParameterVector theta, int lag)
    {
        this.theta = theta;
        this.lag = lag;
        versions = new ParameterVector[lag == 0 ? 0 : lag + 1];
        for (int i = 0; i < versions.Length; i++)
        {
            versions[i] = new ParameterVector(theta.Layout);
        }

        Keep();
    }

    /// <summary>Updates of theta so far.</summary>
    public long Version => Volatile.Read(ref version);

    /// <summary>Copies what actors are to play with.</summary>
    /// <param name="to">Receives it.</param>
    /// <returns>Updates that it holds.</returns>
    public long CopyTo(ParameterVector to)
    {
        lock (gate)
        {
            long oldest = Math.Max(0, version - lag);
            to.CopyFrom(lag == 0 ? theta : versions[oldest % versions.Length]);
            return oldest;
        }
    }

    /// <summary>Copies a part of theta while no update is applied.</summary>
    /// <param name="part">The part.</param>
    /// <param name="to">Receives it.</param>
    public void CopyWhole(ParameterVector part, ParameterVector to)
    {
        lock (gate)
        {
            to.CopyFrom(part);
        }
    }

    /// <summary>Applies an update while no thread copies.</summary>
    /// <param name="shared">Holds theta.</param>
    /// <param name="gradient">The gradient of the whole model; finite.</param>
    /// <param name="statistics">The optimizer's statistics.</param>
    /// <param name="updates">Number of each part's update.</param>
    /// <param name="rates">Step size of each group.</param>
    /// <param name="scales">Factor on the gradient of each group.</param>
    /// <param name="then">What else moves in theta with the update; null for nothing.</param>
    public void Update(
        SharedParameters shared, ParameterVector gradient, OptimizerState statistics, ReadOnlySpan<long> updates,
        ReadOnlySpan<float> rates, ReadOnlySpan<float> scales, Action<ParameterVector>? then = null)
    {
        lock (gate)
        {
            shared.Model.ApplySlice(
                shared.Optimizer, theta, statistics, gradient, 0, theta.Layout.Length, updates, rates, scales);
            then?.Invoke(theta);
            shared.CountUpdate();
            Volatile.Write(ref version, version + 1);
            Keep();
        }
    }

    /// <summary>Takes over what was learnt elsewhere, while no thread copies.</summary>
    /// <param name="values">The parameters.</param>
    /// <param name="updates">Updates that they hold.</param>
    public void Replace(ReadOnlySpan<float> values, long updates)
    {
        lock (gate)
        {
            values.CopyTo(theta.Span);
            Volatile.Write(ref version, updates);
            Keep();
        }
    }

    /// <summary>Writes the versions; nothing learns meanwhile.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(version);
        foreach (ParameterVector v in versions)
        {
            writer.WriteArray<float>(v.Span);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        version = reader.ReadInt64();
        foreach (ParameterVector v in versions)
        {
            reader.ReadArray(v.Span);
        }
    }

    private void Keep()
    {
        if (lag > 0)
        {
            versions[version % versions.Length].CopyFrom(theta);
        }
    }
}
