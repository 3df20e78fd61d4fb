using AsyncRL.Environments.Diagnostic;
using AsyncRL.Environments.ToyText;

namespace AsyncRL.Environments.Tabular;

/// <summary>
/// A grid world drawn as text: find the goal, keep out of the pits, and now and then slip to the side. <see cref="ClassicMap"/>
/// with the default step cost and slip probability is the 4 x 3 world of Russell and Norvig, "Artificial Intelligence: A Modern
/// Approach", 3rd edition, section 17.1. The time limit is the registry's.
/// </summary>
/// <remarks>
/// <para>Observation: the cell, one number, counted row by row from 0 at the top left; walls count too. Actions: 0 up, 1 right, 2
/// down, 3 left. A move slips at right angles to the one chosen, half of the times to either side; a move against a wall or over
/// the edge stays where it is.</para>
/// <para>Reward: minus the step cost, every step; entering a goal adds 1 and entering a pit takes 1 away, and both terminate.
/// Episodes begin in one of the cells marked S, each equally likely.</para>
/// </remarks>
public sealed class GridWorld : TabularEnvironment, IGridLayout
{
    /// <summary>The 4 x 3 world of Russell and Norvig.</summary>
    public const string ClassicMap = "...G/.#.X/S...";

    private const int CellSize = 8; // pixels
    private const int Directions = 4;

    private readonly GridMap map;

    /// <summary>Creates the world that a map shows.</summary>
    /// <param name="map">
    /// Rows of equal length, parted by line breaks or slashes: <c>#</c> wall, <c>.</c> floor, <c>S</c> start, <c>G</c> goal,
    /// <c>X</c> pit. At least one start and one goal.
    /// </param>
    /// <param name="stepCost">What every step takes from the reward; finite, 0 or more.</param>
    /// <param name="slipProbability">How likely a move goes to one of the two sides instead, 0 to 1.</param>
    /// <exception cref="ArgumentException">The map has rows of different lengths, an unknown cell, no start, no goal, or a cell
    /// with no way to a goal.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stepCost"/> or <paramref name="slipProbability"/> is out of
    /// range.</exception>
    public GridWorld(
        [EnvironmentOption("Rows of the map, parted by slashes or line breaks: # wall, . floor, S start, G goal, X pit.")]
        string map = ClassicMap,
        [EnvironmentOption("Cost of every step, subtracted from the reward.", Min = 0)] double stepCost = 0.04,
        [EnvironmentOption("How likely a move goes to one of the two sides instead.", Min = 0, Max = 1)]
        double slipProbability = 0.2)
        : this(GridMap.Parse(map), stepCost, slipProbability)
    {
    }

    private GridWorld(GridMap map, double stepCost, double slipProbability)
        : base(Table(map, stepCost, slipProbability)) => this.map = map;

    /// <inheritdoc/>
    public int Rows => map.Rows;

    /// <inheritdoc/>
    public int Columns => map.Columns;

    /// <inheritdoc/>
    public string Arrows => "^>v<";

    /// <inheritdoc/>
    public override (int Width, int Height) PreferredSize => (Columns * CellSize, Rows * CellSize);

    /// <inheritdoc/>
    public override double FramesPerSecond => 4;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ActionNames { get; } = ["up", "right", "down", "left"];

    /// <inheritdoc/>
    public string CellText(int state)
    {
        CheckState(state);
        return map[state] is GridMap.Floor or GridMap.Start ? string.Empty : map[state].ToString();
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        if (map[State] == GridMap.Wall)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(GridWorld)} is number {State}, which is a wall in this map of {Rows} x {Columns}; " +
                "load it into a world of the same map.");
        }
    }

    /// <inheritdoc/>
    public override void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        for (int s = 0; s < States; s++)
        {
            GridDrawing.FillCell(canvas, Columns, Rows, s % Columns, s / Columns, ColorOf(map[s]));
        }

        GridDrawing.FillInside(canvas, Columns, Rows, State % Columns, State / Columns, new Rgb(0, 114, 178));
    }

    private static Rgb ColorOf(char cell) => cell switch
    {
        GridMap.Wall => new Rgb(60, 60, 70),
        GridMap.Goal => new Rgb(0, 158, 115),
        GridMap.Pit => new Rgb(213, 94, 0),
        GridMap.Start => new Rgb(240, 228, 170),
        _ => new Rgb(235, 235, 225),
    };

    private static TransitionTable Table(GridMap map, double stepCost, double slipProbability)
    {
        if (!double.IsFinite(stepCost) || stepCost < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(stepCost), stepCost, $"A step cannot cost {stepCost}; the cost must be a number from 0.");
        }

        if (!(slipProbability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(slipProbability), slipProbability,
                $"A move cannot slip with probability {slipProbability}; it must be from 0 to 1.");
        }

        double[] initial = [.. Enumerable.Range(0, map.States).Select(s => map[s] == GridMap.Start ? 1.0 / map.Starts : 0)];
        double side = slipProbability / 2;
        return new TransitionTable(Directions, initial, (state, action) =>
        {
            if (map.Ends(state) || map[state] == GridMap.Wall)
            {
                return [new Transition(1, state, 0, true)]; // never acted in
            }

            return slipProbability > 0
                ?
                [
                    Move(1 - slipProbability, state, action),
                    Move(side, state, (action + 3) % Directions),
                    Move(side, state, (action + 1) % Directions),
                ]
                : [Move(1, state, action)];
        });

        Transition Move(double probability, int state, int direction)
        {
            int next = map.Move(state, direction);
            double end = map[next] switch
            {
                GridMap.Goal => 1,
                GridMap.Pit => -1,
                _ => 0,
            };
            return new Transition(probability, next, end - stepCost, map.Ends(next));
        }
    }
}
