using AsyncRL.Search.Games;

namespace Examples.Hex;

/// <summary>
/// Hex: on a rhombus of cells with six neighbours each, the first player joins top and bottom with a chain of stones, the second
/// left and right. One of them always succeeds, and whoever begins can force it.
/// </summary>
/// <param name="size">Rows and columns.</param>
public sealed class HexGame(int size = 5) : Game
{
    public override string Name => "hex";

    public override int Moves => size * size;       // a move for each cell, row by row

    public override int LongestGame => size * size;

    public override int Rows => size;

    public override int Columns => size;

    public override int Planes => 3;                // own stones, others, whether the mover joins top and bottom

    public override int Symmetries => 2;            // turned by half a turn it is the same game

    public override IReadOnlyList<string> PlayerNames { get; } = ["black", "white"];

    public override GameState Start() => new HexState(this);

    public override string MoveText(int move) => $"{(char)('a' + (move % size))}{1 + (move / size)}";

    public override int StoneAt(GameState state, int point) => Own<HexState>(state).StoneAt(point);

    protected override int MapMoveCore(int symmetry, int move) => Moves - 1 - move;

    protected override int MapPointCore(int symmetry, int point) => Moves - 1 - point;
}
