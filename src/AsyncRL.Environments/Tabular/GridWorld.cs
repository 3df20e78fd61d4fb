using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tabular;

/// <summary>
/// A grid world drawn as text: find the goal, keep out of the pits, and now and then slip to the side. <see cref="ClassicMap"/> with the default step cost and
/// slip probability is the 4 x 3 world of Russell and Norvig, "Artificial Intelligence: A Modern Approach", 3rd edition, section 17.1. The time limit is the
/// registry's.
/// </summary>
/// <remarks>
/// <para>Observation: the cell, one number, counted row by row from 0 at the top left; walls count too. Actions: 0 up, 1 right, 2 down, 3 left. A move
/// slips at right angles to the one chosen, half of the times to either side; a move against a wall or over the edge stays where it is.</para>
/// <para>Reward: minus the step cost, every step; entering a goal adds 1 and entering a pit takes 1 away, and both terminate. Episodes begin in one of the
/// cells marked S, each equally likely.</para>
/// </remarks>
public sealed class GridWorld : DiscreteEnvironment, ITabularModel, IGridLayout, IDrawable
{
    /// <summary>The 4 x 3 world of Russell and Norvig.</summary>
    public const string ClassicMap = """
        ...G
        .#.X
        S...
        """;

    private const int Directions = 4;

    private readonly GridMap map;
    private readonly Transition[] transitions; // [state, action, outcome]
    private readonly int outcomes;             // of each action: as chosen, and slipped to either side where moves can slip
    private readonly double[] initial;
    private int state;

    /// <summary>Creates the world that a map shows.</summary>
    /// <param name="map">Rows of equal length: <c>#</c> wall, <c>.</c> floor, <c>S</c> start, <c>G</c> goal, <c>X</c> pit. At least one start and one goal.</param>
    /// <param name="stepCost">What every step takes from the reward; finite, 0 or more.</param>
    /// <param name="slipProbability">How likely a move goes to one of the two sides instead, 0 to 1.</param>
    /// <exception cref="ArgumentException">The map has rows of different lengths, an unknown cell, no start, no goal, or a cell with no way to a goal.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stepCost"/> or <paramref name="slipProbability"/> is out of range.</exception>
    public GridWorld(string map = ClassicMap, double stepCost = 0.04, double slipProbability = 0.2)
        : this(GridMap.Parse(map), stepCost, slipProbability)
    {
    }

    private GridWorld(GridMap map, double stepCost, double slipProbability)
        : base(new Discrete(map.States), Directions)
    {
        if (!double.IsFinite(stepCost) || stepCost < 0)
            throw new ArgumentOutOfRangeException(nameof(stepCost), stepCost, $"A step cannot cost {stepCost}; the cost must be a number from 0.");
        if (!(slipProbability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(slipProbability), slipProbability, $"A move cannot slip with probability {slipProbability}; it must be from 0 to 1.");
        this.map = map;
        outcomes = slipProbability > 0 ? 3 : 1;
        transitions = [.. Enumerable.Range(0, map.States).SelectMany(s => Enumerable.Range(0, Directions).SelectMany(a => Outcomes(s, a, stepCost, slipProbability)))];
        initial = new double[map.States];
        foreach (int start in map.Starts)
            initial[start] = 1.0 / map.Starts.Count;
        state = map.Starts[0];
    }

    /// <inheritdoc/>
    public int States => map.States;

    /// <inheritdoc/>
    public int Actions => Directions;

    /// <inheritdoc/>
    public ReadOnlySpan<double> InitialDistribution => initial;

    /// <inheritdoc/>
    public int Rows => map.Rows;

    /// <inheritdoc/>
    public int Columns => map.Columns;

    /// <inheritdoc/>
    public string Arrows => "^>v<";

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (Columns * 8, Rows * 8);

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public ReadOnlySpan<Transition> Transitions(int state, int action)
    {
        RequireState(state);
        if ((uint)action >= Directions)
            throw new ArgumentOutOfRangeException(nameof(action), action, $"{nameof(GridWorld)} has no action {action}; its actions are 0 to {Directions - 1}.");
        return transitions.AsSpan(((state * Directions) + action) * outcomes, outcomes);
    }

    /// <inheritdoc/>
    public string CellText(int state)
    {
        RequireState(state);
        return map[state] is GridMap.Floor or GridMap.Start ? string.Empty : map[state].ToString();
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(state);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        int saved = reader.ReadInt32();
        if ((uint)saved >= (uint)States || map[saved] == GridMap.Wall)
            throw new InvalidDataException(
                $"The saved state of {nameof(GridWorld)} is in cell {saved}, which is no cell to stand on in this map of {Rows} x {Columns}; load it into a world of the same map.");
        state = saved;
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        for (int s = 0; s < States; s++)
        {
            GridDrawing.FillCell(canvas, Columns, Rows, s % Columns, s / Columns, map[s] switch
            {
                GridMap.Wall => new Rgb(60, 60, 70),
                GridMap.Goal => new Rgb(0, 158, 115),
                GridMap.Pit => new Rgb(213, 94, 0),
                _ => new Rgb(235, 235, 225),
            });
        }

        double width = (double)canvas.Width / Columns, height = (double)canvas.Height / Rows;
        canvas.Disc(((state % Columns) + 0.5) * width, ((state / Columns) + 0.5) * height, 0.35 * Math.Min(width, height), new Rgb(0, 114, 178));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        state = map.Starts[map.Starts.Count == 1 ? 0 : Random.Integers(0, map.Starts.Count)];
        observation[0] = state;
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        ReadOnlySpan<Transition> possible = Transitions(state, action);
        int outcome = 0;
        if (outcomes > 1)
        {
            double draw = Random.NextDouble();
            while (outcome < outcomes - 1 && (draw -= possible[outcome].Probability) >= 0)
                outcome++;
        }

        state = possible[outcome].Next;
        observation[0] = state;
        return new StepResult(possible[outcome].Reward, possible[outcome].Terminated);
    }

    private IEnumerable<Transition> Outcomes(int from, int action, double stepCost, double slipProbability)
    {
        (int Direction, double Probability)[] ways =
            [(action, 1 - slipProbability), ((action + 3) % Directions, slipProbability / 2), ((action + 1) % Directions, slipProbability / 2)];
        foreach ((int direction, double probability) in ways.Take(outcomes))
        {
            if (map.Ends(from) || map[from] == GridMap.Wall)
            {
                yield return new Transition(probability, from, 0, true); // nobody ever acts here
                continue;
            }

            int next = map.Move(from, direction);
            double end = map[next] switch
            {
                GridMap.Goal => 1,
                GridMap.Pit => -1,
                _ => 0,
            };
            yield return new Transition(probability, next, end - stepCost, map.Ends(next));
        }
    }

    private void RequireState(int state)
    {
        if ((uint)state >= (uint)States)
            throw new ArgumentOutOfRangeException(nameof(state), state, $"{nameof(GridWorld)} has no state {state}; its states are 0 to {States - 1}.");
    }
}
