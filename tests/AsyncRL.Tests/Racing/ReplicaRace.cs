using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with replicas that threads race on; null where nothing is.</summary>
internal static class ReplicaRace
{
    /// <summary>Updates of every actor.</summary>
    public const int Updates = 60;

    /// <summary>Rows that a gradient is made of.</summary>
    public const int Rows = 4;

    /// <summary>The model that is learnt.</summary>
    public static ModelDescription Model { get; } = new(
        new NetworkDescription([40], [new DenseLayer(128), new DenseLayer(16)], [new("policy", 3), new("value", 1)]));

    /// <summary>
    /// Whether an update was lost: gradients are whole numbers, which are added exactly below 2^24, in any order, and the rule is
    /// plain descent from zero.
    /// </summary>
    /// <param name="replicas">The replicas.</param>
    public static string? FindLostUpdates(IReplicas replicas)
    {
        double[][] sums = Run(replicas);
        if (!sums[0].Any(s => s != 0))
        {
            return "all gradients were zero";
        }

        foreach ((ParameterVector theta, _) in replicas.Replicas)
        {
            int lost = Enumerable.Range(0, theta.Layout.Length).Count(i => theta.Span[i] != -sums.Sum(s => s[i]));
            if (lost > 0)
            {
                return $"{lost} elements lost an update";
            }
        }

        return null;
    }

    /// <summary>Whether replicas differ in a bit, of theta or of the statistics.</summary>
    /// <param name="replicas">The replicas.</param>
    public static string? FindDifference(IReplicas replicas)
    {
        Run(replicas);
        (ParameterVector first, OptimizerState firstStatistics) = replicas.Replicas[0];
        foreach ((ParameterVector theta, OptimizerState statistics) in replicas.Replicas.Skip(1))
        {
            if (!first.Span.SequenceEqual(theta.Span))
            {
                return "theta differs";
            }

            for (int i = 0; i < statistics.Vectors.Count; i++)
            {
                if (!firstStatistics.Vectors[i].Values.Span.SequenceEqual(statistics.Vectors[i].Values.Span))
                {
                    return "statistics differ";
                }
            }

            if (firstStatistics.Step != statistics.Step)
            {
                return "the numbers of updates differ";
            }
        }

        return null;
    }

    // Each thread publishes gradients of whole numbers, of a network of its own, whose parameters are whole numbers and stay as
    // they are. Gives the sums of the gradients of each.
    private static double[][] Run(IReplicas replicas)
    {
        var sums = new double[replicas.Actors][];
        int playing = replicas.Actors;
        Race.Run(replicas.Actors, id =>
        {
            var random = new Random(id);
            Network network = WholeNumbers(random);
            double[] sum = sums[id] = new double[Model.Parameters.Length];
            for (int n = 0; n < Updates; n++)
            {
                while (!replicas.HasRoom(id))
                {
                    replicas.CatchUp(id);
                    Thread.Yield();
                }

                Compute(network, random);
                replicas.Publish(id, network);
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += network.Gradient.Span[i];
                }

                if (n % (id + 1) == 0)
                {
                    replicas.CatchUp(id);
                }
            }

            Interlocked.Decrement(ref playing);
            while (Volatile.Read(ref playing) > 0)
            {
                replicas.CatchUp(id);
                Thread.Yield();
            }
        });
        replicas.Settle();
        return sums;
    }

    private static Network WholeNumbers(Random random)
    {
        var own = new ParameterVector(Model.Parameters);
        Model.Initialize(own.Span, Initialization.FanInUniform, () => random.NextDouble());
        foreach (ref float weight in own.Span)
        {
            weight = MathF.Sign(MathF.Round(weight * 8));
        }

        return new Network(Model.Network, Rows, own);
    }

    private static void Compute(Network network, Random random)
    {
        for (int slot = 0; slot < Rows; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.Next(-1, 2);
            }

            network.Forward(slot, 1);
            network.OutputGradient(slot, 0).Fill(random.Next(-1, 2));
            network.OutputGradient(slot, 1).Fill(random.Next(-1, 2));
        }

        network.Backward(0, Rows, defer: true);
    }
}
