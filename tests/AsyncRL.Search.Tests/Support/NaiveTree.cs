using AsyncRL.Search.Games;

namespace AsyncRL.Search.Tests.Support;

/// <summary>A search tree of objects, in doubles and with a copy of the position in every node: slow and plain.</summary>
internal sealed class NaiveTree
{
    private NaiveTree(GameState state) => State = state;

    public GameState State { get; }

    public int Visits { get; private set; }

    public double Sum { get; private set; }   // for the player to move here

    public double Evaluation { get; private set; }

    public List<NaiveTree> Children { get; } = [];

    public double[] Policy { get; private set; } = [];   // of the children

    public int Move => State.LastMove;

    /// <summary>The child's value for the player to move above it.</summary>
    public double Value => -Sum / Visits;

    public static NaiveTree Begin(GameState state)
    {
        var root = new NaiveTree(state.Clone());
        root.Expand();
        return root;
    }

    /// <summary>One simulation.</summary>
    /// <returns>The value for the player to move here.</returns>
    public double Simulate(Func<NaiveTree, NaiveTree> select)
    {
        double value = State.IsOver ? (State.Player == 0 ? State.Outcome : -State.Outcome)
            : Children.Count == 0 ? Expand(counts: false)
            : -select(this).Simulate(select);
        Visits++;
        Sum += value;
        return value;
    }

    private double Expand(bool counts = true)
    {
        foreach (int move in Positions.LegalMoves(State))
        {
            GameState after = State.Clone();
            after.Play(move);
            Children.Add(new NaiveTree(after));
        }

        double[] weights = [.. Children.Select(c => Math.Exp(HashedNetwork.LogitOf(State, c.Move)))];
        Policy = [.. weights.Select(w => w / weights.Sum())];
        Evaluation = HashedNetwork.ValueOf(State) * (State.Player == 0 ? 1 : -1);
        if (counts)
        {
            Visits++;
            Sum += Evaluation;
        }

        return Evaluation;
    }
}
