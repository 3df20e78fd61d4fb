using System.Text.Json.Nodes;
using AsyncRL.Neural;

namespace AsyncRL.Models;

/// <summary>Network descriptions as JSON, for model files.</summary>
internal static class NetworkFormat
{
    public static JsonObject Write(NetworkDescription network) => new()
    {
        ["input"] = new JsonArray([.. network.InputShape.Select(d => (JsonNode)d)]),
        ["extra"] = network.ExtraInputs,
        ["towers"] = new JsonArray([.. network.Towers.Select(tower => new JsonObject
        {
            ["name"] = tower.Name,
            ["layers"] = new JsonArray([.. tower.Layers.Select(WriteLayer)]),
            ["heads"] = new JsonArray([.. tower.Heads.Select(WriteHead)]),
        })]),
    };

    // Models written before there were towers have their layers and heads at the top; "extra" is younger still.
    public static NetworkDescription Read(JsonNode node) => new(
        [.. node["input"]!.AsArray().Select(d => (int)d!)],
        node["towers"] is { } towers
            ? [.. towers.AsArray().Select(t => ReadTower(t!, (string)t!["name"]!))]
            : [ReadTower(node, string.Empty)],
        (int?)node["extra"] ?? 0);

    /// <summary>Writes whichever of the two there is.</summary>
    public static JsonObject Write(NetworkDescription? network, BoardTowerDescription? tower) =>
        network is not null ? Write(network) : Write(tower!);

    /// <summary>Whether a description is that of a tower for a board.</summary>
    public static bool IsTower(JsonNode node) => node["board"] is not null;

    public static BoardTowerDescription ReadTower(JsonNode node)
    {
        int[] board = [.. node["board"]!.AsArray().Select(d => (int)d!)];
        if (board.Length != 3)
        {
            throw new FormatException($"a board is rows, columns and planes, and this one is {board.Length} numbers");
        }

        return new BoardTowerDescription(
            board[0], board[1], board[2],
            new BoardMoves((int)node["moves"]!, [.. node["move_of_point"]!.AsArray().Select(m => (int)m!)]),
            new BoardTowerSettings
            {
                Channels = (int)node["channels"]!,
                Blocks = (int)node["blocks"]!,
                MoveChannels = (int)node["move_channels"]!,
                ValueHidden = (int)node["value_hidden"]!,
                Ownership = (bool)node["ownership"]!,
                Score = (bool)node["score"]!,
            });
    }

    private static JsonObject Write(BoardTowerDescription tower) => new()
    {
        ["board"] = new JsonArray([tower.Rows, tower.Columns, tower.Planes]),
        ["moves"] = tower.Moves.Count,
        ["move_of_point"] = new JsonArray([.. tower.Moves.OfPoint.Select(m => (JsonNode)m)]),
        ["channels"] = tower.Settings.Channels,
        ["blocks"] = tower.Settings.Blocks,
        ["move_channels"] = tower.Settings.MoveChannels,
        ["value_hidden"] = tower.Settings.ValueHidden,
        ["ownership"] = tower.Settings.Ownership,
        ["score"] = tower.Settings.Score,
    };

    private static Tower ReadTower(JsonNode node, string name) => new(
        name,
        [.. node["layers"]!.AsArray().Select(l => ReadLayer(l!))],
        [.. node["heads"]!.AsArray().Select(h => ReadHead(h!))]);

    // Only heads that are not linear say what they are: models written before there were others have linear ones.
    private static JsonObject WriteHead(Head head)
    {
        var node = new JsonObject { ["name"] = head.Name, ["width"] = head.Width };
        if (head.Kind != HeadKind.Linear)
        {
            node["kind"] = $"{head.Kind}";
        }

        return node;
    }

    private static Head ReadHead(JsonNode node) => new((string)node["name"]!, (int)node["width"]!)
    {
        Kind = node["kind"] is { } kind ? Enum.Parse<HeadKind>((string)kind!) : HeadKind.Linear,
    };

    private static JsonObject WriteLayer(LayerDescription layer) => layer switch
    {
        DenseLayer dense => new() { ["type"] = "dense", ["units"] = dense.Units, ["activation"] = $"{dense.Activation}" },
        Conv2DLayer conv => new()
        {
            ["type"] = "conv2d",
            ["filters"] = conv.Filters,
            ["kernel"] = conv.KernelSize,
            ["stride"] = conv.Stride,
            ["activation"] = $"{conv.Activation}",
        },
        LstmLayer lstm => new() { ["type"] = "lstm", ["units"] = lstm.Units },
        _ => throw new NotSupportedException($"A model cannot hold the layer {layer}."),
    };

    private static LayerDescription ReadLayer(JsonNode node) => (string?)node["type"] switch
    {
        "dense" => new DenseLayer((int)node["units"]!, ReadActivation(node)),
        "conv2d" => new Conv2DLayer((int)node["filters"]!, (int)node["kernel"]!, (int)node["stride"]!, ReadActivation(node)),
        "lstm" => new LstmLayer((int)node["units"]!),
        var other => throw new FormatException($"the layer type '{other}' is unknown"),
    };

    private static Activation ReadActivation(JsonNode node) => Enum.Parse<Activation>((string)node["activation"]!);
}
