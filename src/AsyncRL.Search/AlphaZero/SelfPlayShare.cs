using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.AlphaZero;

/// <summary>A thread's share of learning: gradients of positions, summed until an update takes them.</summary>
internal sealed class SelfPlayShare
{
    private readonly Game game;
    private readonly AlphaZeroOptions options;
    private readonly BoardTower network;
    private readonly GameState start;
    private readonly GameState state;
    private readonly int[] moves;
    private readonly bool[] legal;
    private readonly float[] features;
    private readonly float[] turned;
    private readonly float[] policy;
    private readonly float[] policyGradient;
    private readonly float[] owners;
    private readonly float[] ownersGradient;

    /// <summary>Makes a share.</summary>
    /// <param name="game">The game.</param>
    /// <param name="tower">The network.</param>
    /// <param name="options">The losses' weights.</param>
    public SelfPlayShare(Game game, BoardTowerDescription tower, AlphaZeroOptions options)
    {
        this.game = game;
        this.options = options;
        network = new BoardTower(tower, learns: true);
        start = game.Start();
        state = game.Start();
        moves = new int[game.Moves];
        legal = new bool[game.Moves];
        features = new float[game.FeatureLength];
        turned = new float[game.FeatureLength];
        policy = new float[game.Moves];
        policyGradient = new float[game.Moves];
        owners = new float[network.Description.Settings.Ownership ? game.Rows * game.Columns : 0];
        ownersGradient = new float[owners.Length];
    }

    /// <summary>Whether it has part in the present update.</summary>
    public bool HasGradient { get; private set; }

    /// <summary>The sum of its gradients.</summary>
    public ParameterVector Gradient => network.Gradient;

    /// <summary>Forgets its gradients.</summary>
    public void End() => HasGradient = false;

    /// <summary>Adds the gradients of some positions of the present update.</summary>
    /// <param name="theta">The parameters; they stand still.</param>
    /// <param name="positions">The positions.</param>
    /// <param name="weight">Of each position: 1 over the positions of the whole minibatch.</param>
    /// <returns>The sums of the losses, in the order of <see cref="AlphaZero.LossesOf"/>.</returns>
    public LossSums Learn(ParameterVector theta, ReadOnlySpan<ReplayedPosition> positions, float weight)
    {
        if (!HasGradient)
        {
            network.Load(theta);
            network.ClearGradient();
            HasGradient = true;
        }

        var sums = new LossSums(positions.Length);
        foreach (ReplayedPosition position in positions)
        {
            Learn(position, weight, ref sums);
        }

        return sums;
    }

    private void Learn(ReplayedPosition position, float weight, ref LossSums sums)
    {
        ref readonly ReplayHeader header = ref position.Header;
        position.Restore(start, state);
        int player = state.Player;
        state.WriteFeatures(features);
        game.MapFeatures(position.Symmetry, features, turned);
        network.Evaluate(turned);

        Array.Clear(legal);
        int count = state.WriteLegalMoves(moves);
        foreach (int move in moves.AsSpan(0, count))
        {
            legal[game.MapMove(position.Symmetry, move)] = true;
        }

        position.WritePolicy(policy);
        float outcome = player == 0 ? header.Outcome : -header.Outcome, played = header.IsPlayedOut * weight;
        sums[0] += AlphaZeroLoss.Policy(network.Logits, policy, legal, weight, policyGradient);
        sums[1] += AlphaZeroLoss.Value(network.Value, outcome, weight * (float)options.ValueCoef, out float valueGradient);
        if (owners.Length > 0)
        {
            position.WriteOwners(player, owners);
            double loss = AlphaZeroLoss.Ownership(
                network.Ownership, owners, played * (float)options.OwnershipCoef, ownersGradient);
            sums[2] += header.IsPlayedOut * loss;
        }

        float scoreGradient = 0;
        if (network.Description.Settings.Score)
        {
            float score = (player == 0 ? header.Score : -header.Score) / MathF.Sqrt(game.Rows * game.Columns);
            sums[3] += header.IsPlayedOut * AlphaZeroLoss.Value(
                network.Score, score, played * (float)options.ScoreCoef, out scoreGradient);
        }

        network.Backward(policyGradient, valueGradient, ownersGradient, scoreGradient);
    }
}
