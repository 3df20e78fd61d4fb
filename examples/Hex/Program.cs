// A board game of one's own: AlphaZero learns Hex on 5 x 5 and plays UCT: dotnet run -c Release --project examples/Hex
using AsyncRL;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;
using Examples.Hex;

AlgorithmCatalog.Register(typeof(AlphaZeroOptions).Assembly);   // alphazero is in a package of its own

TrainingOutcome outcome = Trainer.Train(
    () => new HexEnvironment(), new TrainingOptions { Steps = 60_000 }, "alphazero",
    progress: p => Console.Write(p.IsReport ? $"{p.Steps,7} positions of self-play\n" : ""));
outcome.Policy.Save("hex.safetensors");

TrainedPolicy policy = TrainedPolicy.Load("hex.safetensors");
using var network = new NetworkPlayer(policy, SearchBudget.Of(100));
using var uct = new UctPlayer(SearchBudget.Of(1_000));
MatchResult result = GameMatch.Play(new HexGame(), network, uct, new MatchSettings { Games = 40, OpeningMoves = 1 });
Console.WriteLine($"100 simulations with the network against 1,000 of UCT: {result}");
