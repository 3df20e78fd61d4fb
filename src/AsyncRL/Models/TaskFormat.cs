using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Environments;

namespace AsyncRL.Models;

/// <summary>The tasks of a policy as JSON, for model files; their joint spaces are the policy's own.</summary>
internal static class TaskFormat
{
    public static JsonObject Write(TaskSpaces tasks) => new()
    {
        ["masked"] = tasks.IsMasked,
        ["tasks"] = new JsonArray([.. tasks.Names.Select((name, task) => new JsonObject
        {
            ["name"] = name,
            ["actions"] = JsonSerializer.SerializeToNode(tasks.ActionsOf(task).ToArray()),
        })]),
    };

    public static TaskSpaces Read(JsonNode node, Space observationSpace, Space actionSpace) => new(
        observationSpace, actionSpace, (bool)node["masked"]!,
        [.. node["tasks"]!.AsArray().Select(t => ((string)t!["name"]!, (IReadOnlyList<int>)t["actions"].Deserialize<int[]>()!))]);
}
