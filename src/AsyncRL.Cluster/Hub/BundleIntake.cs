using AsyncRL.Bundles;
using AsyncRL.Cluster.Wire;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// Takes in what bundles of Gorila send: gradients, which the parameter server applies, and how far they have played.
/// </summary>
/// <param name="plan">What all bundles have in common.</param>
/// <param name="server">The parameter server.</param>
/// <param name="fail">Told of what ends the run.</param>
internal sealed class BundleIntake(RunPlan plan, ParameterServer server, Action<Exception> fail) : Intake
{
    /// <summary>Reports that may be taken in at once.</summary>
    private const int Reports = 1024;

    /// <inheritdoc/>
    public override int Portion { get; } = BundleReport.Portion(plan.Options);

    /// <inheritdoc/>
    public override IParameterVersions Parameters => server;

    /// <inheritdoc/>
    public override IParameterVersions Target { get; } = new TargetVersions(server);

    /// <inheritdoc/>
    public override int Free => Reports;

    /// <inheritdoc/>
    public override Delivered Read(byte[] content, BinaryReader reader) => BundleReport.Read(reader);

    /// <inheritdoc/>
    public override bool Accept(Delivered delivered)
    {
        if (delivered.Outliers > 0)
        {
            server.CountOutliers(delivered.Outliers);
            ClusterMeter.Outliers(delivered.Outliers);
        }

        for (int n = delivered.Nonfinite; n > 0; n--)
        {
            DropNonfinite();
        }

        return false;
    }

    /// <inheritdoc/>
    public override Action? Take(Member member, byte[] content)
    {
        using var reader = new BinaryReader(new MemoryStream(content, writable: false));
        (int bundle, long number, int piece) = GradientPieces.ReadNumbers(reader);
        if (!member.Numbers.Contains(bundle))
        {
            throw new InvalidDataException($"a gradient of bundle {bundle}, which is not one of its own");
        }

        if (!member.Gradients.TryGetValue(bundle, out GradientAssembly? assembly))
        {
            member.Gradients.Add(bundle, assembly = new GradientAssembly(bundle, plan.Model));
        }

        return assembly.Add(content, reader, number, piece) ? () => Apply(assembly) : null;
    }

    private void Apply(GradientAssembly assembly)
    {
        try
        {
            BundleGradient gradient = assembly.Gradient;
            long staleness = server.Version - gradient.Version;

            // Bundles send none that is not finite, but shards must not depend on that.
            float squares = GradientMath.SumOfSquares(gradient.Values, 0, gradient.Values.Layout.Length);
            if (float.IsFinite(squares) && float.IsFinite(gradient.Norm) && Array.TrueForAll(gradient.Scales, float.IsFinite))
            {
                ClusterMeter.Pushed(server.Push(gradient), staleness);
            }
            else
            {
                DropNonfinite();
            }
        }
        finally
        {
            assembly.End();
        }
    }

    private void DropNonfinite()
    {
        try
        {
            server.DropNonfinite();
        }
        catch (DivergedException e)
        {
            fail(e);
        }
    }

    private sealed class TargetVersions(ParameterServer server) : IParameterVersions
    {
        public long Version => server.TargetVersion;

        public long CopyTo(ParameterVector to) => server.CopyTargetTo(to);
    }
}
