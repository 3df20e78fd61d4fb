using AsyncRL.Environments;
using AsyncRL.Search.Players;

namespace Examples.Hex;

/// <summary>Hex for the commands: <c>asyncrl train alphazero --env Examples/Hex-v0 --assembly Hex.dll</c>.</summary>
/// <param name="size">Rows and columns.</param>
/// <param name="opponent">The opponent in evaluations.</param>
/// <param name="simulations">Simulations a move of an opponent that searches.</param>
[Environment("Examples/Hex-v0", Description = "Hex: join your two sides of the board before the other joins theirs.")]
public sealed class HexEnvironment(
    [EnvironmentOption("Rows and columns.", Min = 2, Max = 11)] int size = 5,
    [EnvironmentOption("The opponent in evaluations.")] GameOpponent opponent = GameOpponent.Random,
    [EnvironmentOption("Simulations a move of an opponent that searches.", Min = 1)] int simulations = 100)
    : GameEnvironment(new HexGame(size), opponent, simulations);
