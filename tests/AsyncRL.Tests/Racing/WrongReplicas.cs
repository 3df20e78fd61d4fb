using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>
/// FROZEN WRONG: every actor applies its update itself, to its own replica first and then to the others', so that replicas get
/// the updates in different orders; or all write one replica, without holding it.
/// </summary>
internal sealed class WrongReplicas : IReplicas
{
    private readonly Rendezvous between = new();
    private readonly ModelDescription model;
    private readonly Optimizer optimizer;
    private readonly bool writesTogether;
    private readonly (ParameterVector Theta, OptimizerState Statistics)[] replicas;

    /// <param name="model">What is learnt.</param>
    /// <param name="optimizer">The update rule; plain descent where all write one replica.</param>
    /// <param name="actors">Actors.</param>
    /// <param name="writesTogether">The second fault instead of the first.</param>
    public WrongReplicas(ModelDescription model, Optimizer optimizer, int actors, bool writesTogether)
    {
        this.model = model;
        this.optimizer = optimizer;
        this.writesTogether = writesTogether;
        Actors = actors;
        replicas = [.. Enumerable.Range(0, writesTogether ? 1 : actors).Select(_ =>
            (new ParameterVector(model.Parameters), optimizer.CreateState(model)))];
    }

    public int Actors { get; }

    public IReadOnlyList<(ParameterVector Theta, OptimizerState Statistics)> Replicas => replicas;

    public bool HasRoom(int actor) => true;

    public void Publish(int actor, Network network)
    {
        if (writesTogether)
        {
            Span<float> theta = replicas[0].Theta.Span;
            float[] seen = theta.ToArray();
            between.Meet();
            for (int i = 0; i < seen.Length; i++)
            {
                theta[i] = seen[i] - network.Gradient.Span[i];
            }

            return;
        }

        for (int k = 0; k < replicas.Length; k++)
        {
            Apply((actor + k) % replicas.Length, network.Gradient);
            between.Meet();
        }
    }

    public void CatchUp(int actor)
    {
    }

    public void Settle()
    {
    }

    private void Apply(int replica, ParameterVector gradient)
    {
        (ParameterVector theta, OptimizerState statistics) = replicas[replica];
        lock (theta)
        {
            var updates = new long[1];
            model.BeginUpdate(optimizer, statistics, [], updates);
            model.ApplySlice(optimizer, theta, statistics, gradient, 0, theta.Layout.Length, updates, [1f], [1f]);
        }
    }
}
